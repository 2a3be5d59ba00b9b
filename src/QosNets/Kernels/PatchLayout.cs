using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>Neighbouring output positions of one output row of one image.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutputRun(long ImageOffset, int Row, int Column, int Length);

/// <summary>
/// Receptive fields as [k, Stride] bytes (im2col with k outermost). Blocks run on over the borders of images, so
/// that outputs of 7×7 or 1×1 fill whole vectors.
/// </summary>
internal sealed unsafe class PatchLayout : BlockLayout
{
    internal PatchLayout(ConvolutionGeometry g, int batch, GemmPath path)
        : base(g, (long)batch * g.Positions)
    {
        int wanted = path.BlockPositions(g.OutChannels / g.Groups, g.FanIn);
        long blocks = (Total + wanted - 1) / wanted;
        Stride = RoundUp((int)((Total + blocks - 1) / blocks));
        Blocks = (Total + Stride - 1) / Stride;
        for (int k = 0; k < g.FanIn; k++)
            Offsets[k] = (nint)k * Stride;
    }

    internal override Block Load(
        byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x)
    {
        long first = block * Stride;
        int count = (int)Math.Min(Stride, Total - first);
        x = scratch.Activations((long)Geometry.FanIn * Stride + Slack);
        int channels = Geometry.InChannels / Geometry.Groups;
        if (InputLength == Geometry.InChannels)
            ByteTranspose.Matrix(input + first * Geometry.InChannels + group * channels, Geometry.InChannels, count, channels, x, Stride);
        else
            Pack(input, inputEnd, padding, group * channels, channels, Split(scratch, first, count), x);
        return new Block(first, count, RoundUp(count));
    }

    internal override void Compact(int* sums, int n, Block block)
    {
    }

    private void Pack(byte* input, byte* inputEnd, byte padding, int firstChannel, int channels, ReadOnlySpan<OutputRun> runs, byte* row)
    {
        ConvolutionGeometry g = Geometry;
        int width = g.InWidth;
        int stride = g.Stride;
        for (int c = 0; c < channels; c++)
            for (int ky = 0; ky < g.KernelHeight; ky++)
                for (int kx = 0; kx < g.KernelWidth; kx++)
                {
                    byte* target = row;
                    byte* channel = input + (long)(firstChannel + c) * g.InHeight * width;
                    var whole = new RunCopy(width, kx - g.Padding, g.OutWidth, stride, padding);
                    foreach (OutputRun run in runs)
                    {
                        RunCopy copy = run.Length == g.OutWidth
                            ? whole
                            : new RunCopy(width, run.Column * stride - g.Padding + kx, run.Length, stride, padding);
                        int y = run.Row * stride - g.Padding + ky;
                        if ((uint)y < (uint)g.InHeight)
                            copy.Row(channel + run.ImageOffset + (long)y * width, target, inputEnd);
                        else
                            copy.Padding(target);
                        target += run.Length;
                    }

                    row += Stride;
                }
    }

    private ReadOnlySpan<OutputRun> Split(Scratch scratch, long first, int count)
    {
        OutputRun[] runs = scratch.Runs(count);
        int used = 0;
        int width = Geometry.OutWidth;
        (long image, long position) = Math.DivRem(first, Positions);
        (int row, int column) = Math.DivRem((int)position, width);
        while (count > 0)
        {
            int length = Math.Min(count, width - column);
            runs[used++] = new OutputRun(image * InputLength, row, column, length);
            count -= length;
            column = 0;
            if (++row == Geometry.OutHeight)
            {
                row = 0;
                image++;
            }
        }

        return runs.AsSpan(0, used);
    }
}
