using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>Copies what one kernel tap sees of one image row.</summary>
internal static unsafe class RunCopy
{
    /// <summary>Bytes a copy may write beyond its end; what follows must be written later.</summary>
    internal const int Overrun = 32;

    /// <summary>target[i] = line[x + i·stride] for i below length, padding outside the row of width bytes.</summary>
    /// <remarks>Reads nothing at or beyond inputEnd; may write <see cref="Overrun"/> bytes too many.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Padded(byte* line, int width, int x, int length, int stride, byte* target, byte padding, byte* inputEnd)
    {
        // Outputs before left and from right on look beside the image.
        int left = x >= 0 ? 0 : Math.Min(length, stride == 1 ? -x : (-x + stride - 1) / stride);
        int beyond = width - x;
        int right = beyond <= 0 ? 0 : Math.Min(length, stride == 1 ? beyond : (beyond + stride - 1) / stride);
        right = Math.Max(left, right);
        Fill(target, left, padding);
        Inside(line + x + left * stride, right - left, stride, target + left, inputEnd);
        Fill(target + right, length - right, padding);
    }

    /// <summary>Fills count bytes, or eight if that is fewer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Fill(byte* target, int count, byte padding)
    {
        if (count > 8)
            new Span<byte>(target, count).Fill(padding);
        else if (count > 0)
            Unsafe.WriteUnaligned(target, padding * 0x0101010101010101UL);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Inside(byte* source, int length, int stride, byte* target, byte* inputEnd)
    {
        int done = 0;
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
