using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>Neighbouring output positions of one output row of one image.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutputRun(long ImageOffset, int Row, int Column, int Length);

/// <summary>
/// A block as patches: for each k the activations of all its positions, [k, Stride] bytes (im2col with k outermost). Blocks
/// run on over the borders of images, so that outputs of 7×7 or 1×1 fill whole vectors.
/// </summary>
internal sealed unsafe class PatchLayout : BlockLayout
{
    // A length that the compiler knows becomes a few moves without a call.
    private const int CopyWidth = 64;

    private readonly KernelPath path;
    private readonly ShiftedPlanes? shifted;
    private readonly int planeLength;
    private readonly int planeStride;
    private readonly int phases = 1;

    internal PatchLayout(ConvolutionGeometry g, int batch, KernelPath path, bool withStrips)
        : base(g, (long)batch * g.Positions)
    {
        this.path = path;
        var wanted = path.BlockPositions(g.FanIn, withStrips);
        var blocks = (Total + wanted - 1) / wanted;
        Stride = RoundUp((int)((Total + blocks - 1) / blocks));
        Blocks = (Total + Stride - 1) / Stride;
        for (var k = 0; k < g.FanIn; k++)
            Offsets[k] = (nint)k * Stride;
        if (g is { KernelHeight: 1, KernelWidth: 1 })
            return;
        var height = g.OutHeight + Reach(g);
        var images = (int)Math.Min(batch, (Stride + Positions - 2L) / Positions + 1);
        phases = PhasesOf(g);
        shifted = ShiftedPlanes.For(g, images * height, phases, path);
        planeLength = height * g.OutWidth;
        planeStride = RoundUp(images * planeLength + ShiftedPlanes.Margin);
    }

    internal override Block Load(byte* input, byte* inputEnd, byte padding, int group, long block, Scratch scratch, out byte* x)
    {
        var first = block * Stride;
        var count = (int)Math.Min(Stride, Total - first);
        var g = Geometry;
        var patches = (long)g.FanIn * Stride + Slack;
        var planes = shifted is null ? 0 : 2 * ShiftedPlanes.Margin + (long)g.KernelWidth * phases * planeStride;
        x = scratch.Activations(patches + planes);
        var channels = g.InChannels / g.Groups;
        if (InputLength == g.InChannels)
            ByteMatrix.Transpose(path, input + first * g.InChannels + group * channels, g.InChannels, count, channels, x, Stride);
        else if (shifted is not null)
            PackPlanes(input, inputEnd, padding, group * channels, channels, first, count, x, x + patches + ShiftedPlanes.Margin);
        else
            Pack(input, inputEnd, padding, group * channels, channels, Split(scratch, first, count), x);
        return new Block(first, count, RoundUp(count));
    }

    internal override void Compact(int* sums, int n, Block block) { }

    /// <summary>Takes the patches out of planes. There the bytes that one k reads for an image are neighbours.</summary>
    private void PackPlanes(
        byte* input,
        byte* inputEnd,
        byte padding,
        int firstChannel,
        int channels,
        long first,
        int count,
        byte* patch,
        byte* planes
    )
    {
        var g = Geometry;
        (var image, var position) = Math.DivRem(first, Positions);
        var images = (int)((position + count + Positions - 1) / Positions);
        var height = planeLength / g.OutWidth;
        var width = g.OutWidth;
        var source = input + image * InputLength + (long)firstChannel * ChannelLength;
        for (var c = 0; c < channels; c++, source += ChannelLength)
        {
            shifted!.Fill(source, inputEnd, padding, -g.PadTop, images, height, planes, planeStride);
            for (var ky = 0; ky < g.KernelHeight; ky++)
            {
                var (row, phase) = Math.DivRem(ky * g.DilationHeight, g.StrideHeight);
                for (var kx = 0; kx < g.KernelWidth; kx++, patch += Stride)
                    CopyRuns(planes + (kx * phases + phase) * planeStride + row * width, (int)position, count, patch);
            }
        }
    }

    /// <summary>Copies the positions of image after image; bytes beyond the end are written again by the next row.</summary>
    private void CopyRuns(byte* plane, int position, int count, byte* patch)
    {
        while (count > 0)
        {
            var length = Math.Min(count, Positions - position);
            for (var i = 0; i < length; i += CopyWidth)
                Unsafe.CopyBlockUnaligned(patch + i, plane + position + i, CopyWidth);
            patch += length;
            count -= length;
            plane += planeLength;
            position = 0;
        }
    }

    private void Pack(
        byte* input,
        byte* inputEnd,
        byte padding,
        int firstChannel,
        int channels,
        ReadOnlySpan<OutputRun> runs,
        byte* patch
    )
    {
        var g = Geometry;
        var width = g.InWidth;
        for (var c = 0; c < channels; c++)
        for (var ky = 0; ky < g.KernelHeight; ky++)
        for (var kx = 0; kx < g.KernelWidth; kx++)
        {
            var target = patch;
            var channel = input + (long)(firstChannel + c) * g.InHeight * width;
            var left = kx * g.DilationWidth - g.PadLeft;
            var whole = new RunCopy(width, left, g.OutWidth, g.StrideWidth, padding);
            foreach (var run in runs)
            {
                var copy =
                    run.Length == g.OutWidth
                        ? whole
                        : new RunCopy(width, run.Column * g.StrideWidth + left, run.Length, g.StrideWidth, padding);
                var y = run.Row * g.StrideHeight - g.PadTop + ky * g.DilationHeight;
                if ((uint)y < (uint)g.InHeight)
                    copy.Row(channel + run.ImageOffset + (long)y * width, target, inputEnd);
                else
                    copy.Padding(target);
                target += run.Length;
            }

            patch += Stride;
        }
    }

    private ReadOnlySpan<OutputRun> Split(Scratch scratch, long first, int count)
    {
        var runs = scratch.Runs(count);
        var used = 0;
        var width = Geometry.OutWidth;
        (var image, var position) = Math.DivRem(first, Positions);
        (var row, var column) = Math.DivRem((int)position, width);
        while (count > 0)
        {
            var length = Math.Min(count, width - column);
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
