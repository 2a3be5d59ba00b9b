using QosNets.Kernels;

namespace QosNets.Benchmarks;

/// <summary>One shape with its data, run by the plain loop or by a path.</summary>
internal sealed unsafe class Workload
{
    private readonly ConvolutionGeometry g;
    private readonly int batch;
    private readonly byte[] input;
    private readonly byte[] padded;
    private readonly byte[] weights;
    private readonly ushort[] table = new ushort[PreparedTable.Entries];
    private readonly PreparedTable prepared;

    internal Workload(string name, ConvolutionGeometry g, int batch)
    {
        Name = name;
        this.g = g;
        this.batch = batch;
        var random = new Random(1);
        input = new byte[batch * g.InputLength];
        weights = new byte[g.OutChannels * g.FanIn];
        random.NextBytes(input);
        random.NextBytes(weights);
        for (int i = 0; i < table.Length; i++)
            table[i] = (ushort)((i >> 8) * (i & 255) & ~0x3F);
        prepared = PreparedTable.Create([.. table.Select(product => (int)product)]);
        padded = Pad();
        Expected = new int[batch * g.OutputLength];
        Actual = new int[Expected.Length];
    }

    internal string Name { get; }

    internal double Products => (double)batch * g.Multiplications;

    internal int[] Expected { get; }

    internal int[] Actual { get; }

    internal void RunPlain()
    {
        fixed (ushort* t = table)
        fixed (byte* x = padded, w = weights)
        fixed (int* r = Expected)
        {
            if (g.Positions == 1)
                PlainLoop.Gemm(t, x, w, r, batch, g.OutChannels, g.FanIn);
            else
                PlainLoop.Convolution(
                    t, x, w, r, batch, g.InChannels, g.InHeight + 2 * g.Padding, g.InWidth + 2 * g.Padding,
                    g.OutChannels, g.KernelHeight, g.KernelWidth, g.Stride, g.Groups);
        }
    }

    internal void Run(GemmPath path) => TableConvolution.Run(g, batch, input, 0, weights, prepared, Actual, path);

    /// <summary>The plain loop is spared the padding: its images have it already.</summary>
    private byte[] Pad()
    {
        int height = g.InHeight + 2 * g.Padding;
        int width = g.InWidth + 2 * g.Padding;
        var target = new byte[batch * g.InChannels * height * width];
        for (int line = 0; line < batch * g.InChannels * g.InHeight; line++)
        {
            (int plane, int y) = Math.DivRem(line, g.InHeight);
            input.AsSpan(line * g.InWidth, g.InWidth).CopyTo(target.AsSpan((plane * height + y + g.Padding) * width + g.Padding));
        }

        return target;
    }
}
