using System.Runtime.Intrinsics;
using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>
/// What <see cref="TableSlopes"/> add to the gradients of a layer's exact products, for one batch: Σ_j g_j·s_w·δ(x, w_j) by
/// the input and Σ g·s_x·δ(x, w) by the weights, over all products of a layer, padding included.
/// </summary>
internal sealed unsafe class TableGradient
{
    // Sums over images are made in as many parts whatever the number of threads, so that they do not depend on it.
    private const int Parts = 8;

    private readonly ConvolutionGeometry g;
    private readonly float[] pairs;
    private readonly LayerWeights weights;
    private readonly AffineQuantizer input;
    private readonly byte[] x;
    private readonly int batch;

    /// <summary>The addition for a batch.</summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="slopes">The multiplier's.</param>
    /// <param name="corrected">Whether the layer subtracts the activation-side correction, whose slope is then taken off.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="input">Quantiser of the activations.</param>
    /// <param name="x">Activations [batch, C, H, W], which must stay until <see cref="Add"/>.</param>
    /// <param name="batch">Number of images.</param>
    public TableGradient(
        ConvolutionGeometry g,
        TableSlopes slopes,
        bool corrected,
        LayerWeights weights,
        AffineQuantizer input,
        byte[] x,
        int batch
    )
    {
        (this.g, this.weights, this.input, this.x, this.batch) = (g, weights, input, x, batch);
        pairs = slopes.Pairs;
        if (!corrected)
            return;
        var correction = ActivationCorrection.Rows(slopes.Errors, OperandHistogram.Of(weights.Bytes));
        var slope = slopes.Of(Array.ConvertAll(correction, f => (double)f));
        pairs = (float[])pairs.Clone();
        for (var i = 0; i < TruthTable.Length; i++)
            pairs[2 * i + 1] -= (float)slope[i & 255];
    }

    /// <summary>Adds to the gradients of exact products.</summary>
    /// <param name="gradient">By the output [batch, O, H, W].</param>
    /// <param name="ofInput">By the input [batch, C, H, W]; empty where it is not wanted.</param>
    /// <param name="ofWeights">By the weights [O, fan-in].</param>
    public void Add(Span<float> gradient, Span<float> ofInput, Span<float> ofWeights)
    {
        var sums = new float[Parts][];
        var wantsInput = ofInput.Length > 0;
        fixed (float* by = gradient)
        fixed (float* to = ofInput)
        {
            var (from, target) = ((nint)by, (nint)to);
            Parallel.For(
                0,
                Parts,
                part =>
                {
                    var sum = sums[part] = new float[g.OutChannels * g.FanIn];
                    var grid = new Grid(g);
                    for (var i = batch * part / Parts; i < batch * (part + 1) / Parts; i++)
                        AddImage(
                            i,
                            (float*)from + (long)i * g.OutputLength,
                            wantsInput ? (float*)target + (long)i * g.InputLength : null,
                            sum,
                            grid
                        );
                }
            );
        }
        foreach (var sum in sums)
        {
            for (var i = 0; i < sum.Length; i++)
                ofWeights[i] += input.Scale * sum[i];
        }
    }

    /// <summary>
    /// Adds one image. Its planes are padded, and a gradient plane lies on the same grid with zeros between the positions, so
    /// that a weight's products are one run of bytes, whatever the stride.
    /// </summary>
    private void AddImage(int image, float* gradient, float* ofInput, float[] sums, Grid grid)
    {
        var (channels, inputs) = (g.OutChannels / g.Groups, g.InChannels / g.Groups);
        var scales = weights.Quantizer!.Scales;
        grid.Fill(x.AsSpan(image * g.InputLength, g.InputLength), (byte)input.ZeroPoint);
        fixed (byte* pixels = grid.Activations)
        fixed (
            float* slopes = pairs,
                values = grid.Gradient,
                to = grid.OfInput
        )
        {
            var at = 0;
            for (var j = 0; j < g.OutChannels; j++)
            {
                grid.Spread(new ReadOnlySpan<float>(gradient + (long)j * g.Positions, g.Positions));
                for (var c = 0; c < inputs; c++)
                for (var ky = 0; ky < g.KernelHeight; ky++)
                for (var kx = 0; kx < g.KernelWidth; kx++, at++)
                {
                    var start = grid.Start(j / channels * inputs + c, ky, kx);
                    sums[at] += AddRun(
                        values,
                        pixels + start,
                        (double*)slopes + 256 * weights.Bytes[at],
                        scales[scales.Length > 1 ? j : 0],
                        to + start,
                        grid.Run
                    );
                }
            }
        }
        if (ofInput != null)
            grid.AddInput(new Span<float>(ofInput, g.InputLength));
    }

    /// <summary>Adds what one weight does at a run of places; gives the sum for the weight.</summary>
    private static float AddRun(float* gradient, byte* activations, double* slopes, float scale, float* ofInput, int length)
    {
        var (sums, factor, lower, i) = (
            Vector256<float>.Zero,
            Vector256.Create(scale),
            Vector256.Create((ulong)uint.MaxValue),
            0
        );
        for (; i + 8 <= length; i += 8)
        {
            var a = activations + i;
            // Each load brings both slopes of a place: the even ones and the odd ones are made into eight of either kind.
            var even = Vector256.Create(slopes[a[0]], slopes[a[2]], slopes[a[4]], slopes[a[6]]).AsUInt64();
            var odd = Vector256.Create(slopes[a[1]], slopes[a[3]], slopes[a[5]], slopes[a[7]]).AsUInt64();
            var byWeight = (even & lower) | (odd << 32);
            var byActivation = (even >> 32) | (odd & ~lower);
            var by = Vector256.Load(gradient + i);
            sums += by * byWeight.AsSingle();
            (Vector256.Load(ofInput + i) + by * factor * byActivation.AsSingle()).Store(ofInput + i);
        }
        var sum = Vector256.Sum(sums);
        for (; i < length; i++)
        {
            var pair = (float*)(slopes + activations[i]);
            sum += gradient[i] * pair[0];
            ofInput[i] += gradient[i] * scale * pair[1];
        }
        return sum;
    }

    /// <summary>The padded planes of one image.</summary>
    private sealed class Grid(ConvolutionGeometry g)
    {
        private readonly int width = g.InWidth + g.PadLeft + g.PadRight;
        private readonly int height = g.InHeight + g.PadTop + g.PadBottom;

        /// <summary>Activations, [C, height, width].</summary>
        public byte[] Activations { get; } = new byte[g.InChannels * Size(g)];

        /// <summary>What is added to the gradient by the input, [C, height, width].</summary>
        public float[] OfInput { get; } = new float[g.InChannels * Size(g)];

        /// <summary>The gradient by one output channel where its positions begin, zero elsewhere.</summary>
        public float[] Gradient { get; } = new float[Size(g)];

        /// <summary>Places from the first position to the last.</summary>
        public int Run => (g.OutHeight - 1) * g.StrideHeight * width + (g.OutWidth - 1) * g.StrideWidth + 1;

        /// <summary>Where the run of one place of the kernel begins.</summary>
        public int Start(int channel, int ky, int kx) =>
            channel * height * width + ky * g.DilationHeight * width + kx * g.DilationWidth;

        public void Fill(ReadOnlySpan<byte> image, byte padding)
        {
            Activations.AsSpan().Fill(padding);
            Array.Clear(OfInput);
            for (var row = 0; row < g.InChannels * g.InHeight; row++)
                image.Slice(row * g.InWidth, g.InWidth).CopyTo(Activations.AsSpan(Place(row)));
        }

        public void Spread(ReadOnlySpan<float> gradient)
        {
            for (var (oy, i) = (0, 0); oy < g.OutHeight; oy++)
            for (var ox = 0; ox < g.OutWidth; ox++, i++)
                Gradient[oy * g.StrideHeight * width + ox * g.StrideWidth] = gradient[i];
        }

        public void AddInput(Span<float> ofInput)
        {
            for (var row = 0; row < g.InChannels * g.InHeight; row++)
            {
                var from = OfInput.AsSpan(Place(row), g.InWidth);
                for (var column = 0; column < from.Length; column++)
                    ofInput[row * g.InWidth + column] += from[column];
            }
        }

        private int Place(int row)
        {
            var (channel, y) = Math.DivRem(row, g.InHeight);
            return (channel * height + y + g.PadTop) * width + g.PadLeft;
        }

        private static int Size(ConvolutionGeometry g) =>
            (g.InWidth + g.PadLeft + g.PadRight) * (g.InHeight + g.PadTop + g.PadBottom);
    }
}
