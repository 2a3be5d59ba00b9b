using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>Neighbouring output positions of one output row of one image.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutputRun(long ImageOffset, int Row, int Column, int Length);

/// <summary>
/// Copies the inputs of a block of output positions into [k, stride] bytes (im2col with k outermost), so that the
/// kernels read neighbouring positions as one vector.
/// </summary>
internal static unsafe class PatchPacker
{
    /// <summary>Bytes a run may be written beyond its end; the buffer must have them after its last row.</summary>
    internal const int Slack = 32;

    /// <summary>Packs positions first to first + count − 1 of the batch; bytes beyond count stay undefined.</summary>
    internal static void Pack(
        ConvolutionGeometry g, byte* input, byte* inputEnd, byte padding, int group, long first, int count, byte* patches, int stride)
    {
        int channels = g.InChannels / g.Groups;
        if (g.InHeight * g.InWidth == 1 && g.KernelHeight * g.KernelWidth == 1 && g.Padding == 0)
        {
            byte* start = input + first * g.InChannels + group * channels;
            ByteTranspose.Matrix(start, g.InChannels, count, channels, patches, stride);
            return;
        }

        ReadOnlySpan<OutputRun> runs = Split(g, first, count);
        int plane = g.InHeight * g.InWidth;
        byte* row = patches;
        for (int c = 0; c < channels; c++)
        for (int ky = 0; ky < g.KernelHeight; ky++)
        for (int kx = 0; kx < g.KernelWidth; kx++)
        {
            byte* target = row;
            byte* channel = input + (long)(group * channels + c) * plane;
            foreach (OutputRun run in runs)
            {
                int y = run.Row * g.Stride - g.Padding + ky;
                if ((uint)y < (uint)g.InHeight)
                    CopyRun(channel + run.ImageOffset + (long)y * g.InWidth, run.Column * g.Stride - g.Padding + kx, run.Length, g, target, padding, inputEnd);
                else
                    new Span<byte>(target, run.Length).Fill(padding);
                target += run.Length;
            }

            row += stride;
        }
    }

    private static ReadOnlySpan<OutputRun> Split(ConvolutionGeometry g, long first, int count)
    {
        OutputRun[] runs = Scratch.Current.Runs(count);
        int used = 0;
        int width = g.OutWidth;
        (long image, long position) = Math.DivRem(first, g.Positions);
        (int row, int column) = Math.DivRem((int)position, width);
        while (count > 0)
        {
            int length = Math.Min(count, width - column);
            runs[used++] = new OutputRun(image * g.InputLength, row, column, length);
            count -= length;
            column = 0;
            if (++row == g.OutHeight)
            {
                row = 0;
                image++;
            }
        }

        return runs.AsSpan(0, used);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyRun(byte* line, int x, int length, ConvolutionGeometry g, byte* target, byte padding, byte* inputEnd)
    {
        // Outputs before left and from right on look beside the image.
        int stride = g.Stride;
        int left = x >= 0 ? 0 : Math.Min(length, stride == 1 ? -x : (-x + stride - 1) / stride);
        int beyond = g.InWidth - x;
        int right = beyond <= 0 ? 0 : Math.Min(length, stride == 1 ? beyond : (beyond + stride - 1) / stride);
        right = Math.Max(left, right);
        for (int i = 0; i < left; i++)
            target[i] = padding;
        CopyInside(line + x + left * stride, right - left, stride, target + left, inputEnd);
        for (int i = right; i < length; i++)
            target[i] = padding;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyInside(byte* source, int length, int stride, byte* target, byte* inputEnd)
    {
        int done = 0;

        // Whole vectors may write beyond the run: what follows is written later. Reading must stay in the input.
        if (stride == 1)
        {
            for (; done < length && inputEnd - (source + done) >= 32; done += 32)
                Vector256.Load(source + done).Store(target + done);
        }
        else if (stride == 2)
        {
            Vector256<ushort> even = Vector256.Create((ushort)0xFF);
            for (; done < length && inputEnd - (source + 2 * done) >= 32; done += 16)
            {
                Vector256<ushort> words = Vector256.Load(source + 2 * done).AsUInt16() & even;
                Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(target + done);
            }
        }

        for (; done < length; done++)
            target[done] = source[done * stride];
    }
}
