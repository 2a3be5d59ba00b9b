using QosNets.Approximation;

namespace QosNets.Hardware;

/// <summary>What the memories of the accelerator hold for one layer without groups, word by word in hexadecimal.</summary>
internal sealed class LayerStimulus
{
    private readonly RtlDesign design;
    private readonly int layer;
    private readonly Kernels.ConvolutionGeometry g;

    /// <summary>Cuts a layer into blocks.</summary>
    /// <param name="design">The design.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="positions">Output positions that pass, from the first on.</param>
    public LayerStimulus(RtlDesign design, int layer, int positions)
    {
        (this.design, this.layer, Positions) = (design, layer, positions);
        g = design.Bundle.Network.Layers[layer].Geometry;
        RowBlocks = (g.FanIn + Rows - 1) / Rows;
        ColumnBlocks = (g.OutChannels + Columns - 1) / Columns;
    }

    public int Positions { get; }

    public int RowBlocks { get; }

    public int ColumnBlocks { get; }

    public int Channels => g.OutChannels;

    public int LastRows => g.FanIn - Rows * (RowBlocks - 1);

    public long WeightWords => (long)ColumnBlocks * RowBlocks * Rows;

    public long ActivationWords => (long)RowBlocks * Positions;

    private int Rows => design.Size.Rows;

    private int Columns => design.Size.Columns;

    /// <summary>Weights in the order in which they are loaded; places without a weight hold 0.</summary>
    public IEnumerable<string> Weights()
    {
        var values = design.Bundle.Weights[layer].Values;
        var word = new long[Columns];
        for (var cb = 0; cb < ColumnBlocks; cb++)
        for (var rb = 0; rb < RowBlocks; rb++)
        for (var r = Rows - 1; r >= 0; r--)
        {
            for (var c = 0; c < Columns; c++)
            {
                var (n, k) = (cb * Columns + c, rb * Rows + r);
                word[c] = n < g.OutChannels && k < g.FanIn ? values[n * g.FanIn + k] : 0;
            }
            yield return VerilogText.Hex(VerilogText.Word(word, 8), 8 * Columns);
        }
    }

    /// <summary>K·z_x·z_w − z_x·Σ w of every channel.</summary>
    public IEnumerable<string> Constants()
    {
        var weights = design.Bundle.Weights[layer];
        var zx = design.Bundle.InputQuantizer(design.Bundle.Network.Layers[layer]).ZeroPoint;
        for (var cb = 0; cb < ColumnBlocks; cb++)
        {
            var word = new long[Columns];
            for (var c = 0; c < Columns && cb * Columns + c < g.OutChannels; c++)
                word[c] = CentredAccumulator.Constant(
                    weights.Values.AsSpan((cb * Columns + c) * g.FanIn, g.FanIn),
                    weights.Signed,
                    weights.ZeroPoint,
                    zx
                );
            yield return VerilogText.Hex(VerilogText.Word(word, design.SumBits), design.SumBits * Columns);
        }
    }

    /// <summary>The receptive fields of an image; padding is the byte of real 0.</summary>
    /// <param name="input">Activation bytes [InChannels, InHeight, InWidth].</param>
    public IEnumerable<string> Activations(byte[] input)
    {
        var pad = (byte)design.Bundle.InputQuantizer(design.Bundle.Network.Layers[layer]).ZeroPoint;
        var word = new long[Rows];
        for (var rb = 0; rb < RowBlocks; rb++)
        for (var position = 0; position < Positions; position++)
        {
            for (var r = 0; r < Rows; r++)
                word[r] = rb * Rows + r < g.FanIn ? Activation(input, rb * Rows + r, position, pad) : 0;
            yield return VerilogText.Hex(VerilogText.Word(word, 8), 8 * Rows);
        }
    }

    /// <summary>Accumulators in the order in which they leave the array.</summary>
    /// <param name="accumulators">[OutChannels, OutHeight, OutWidth].</param>
    public IEnumerable<string> Results(int[] accumulators)
    {
        for (var cb = 0; cb < ColumnBlocks; cb++)
        for (var position = 0; position < Positions; position++)
        {
            var word = new long[Columns];
            for (var c = 0; c < Columns && cb * Columns + c < g.OutChannels; c++)
                word[c] = accumulators[(cb * Columns + c) * g.Positions + position];
            yield return VerilogText.Hex(VerilogText.Word(word, design.SumBits), design.SumBits * Columns);
        }
    }

    private byte Activation(byte[] input, int k, int position, byte pad)
    {
        var (channel, rest) = Math.DivRem(k, g.KernelHeight * g.KernelWidth);
        var y = position / g.OutWidth * g.StrideHeight + rest / g.KernelWidth * g.DilationHeight - g.PadTop;
        var x = position % g.OutWidth * g.StrideWidth + rest % g.KernelWidth * g.DilationWidth - g.PadLeft;
        return y < 0 || y >= g.InHeight || x < 0 || x >= g.InWidth ? pad : input[(channel * g.InHeight + y) * g.InWidth + x];
    }
}
