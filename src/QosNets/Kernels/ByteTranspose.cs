using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>Transposition of byte matrices.</summary>
internal static unsafe class ByteTranspose
{
    /// <summary>destination[c, r] = source[r, c]; strides in bytes.</summary>
    internal static void Matrix(byte* source, long sourceStride, int rows, int columns, byte* destination, long destinationStride)
    {
        int fullRows = rows & ~15;
        int fullColumns = columns & ~15;
        for (int r = 0; r < fullRows; r += 16)
        for (int c = 0; c < fullColumns; c += 16)
            Tile(source + r * sourceStride + c, sourceStride, destination + c * destinationStride + r, destinationStride);
        for (int r = 0; r < rows; r++)
        for (int c = r < fullRows ? fullColumns : 0; c < columns; c++)
            destination[c * destinationStride + r] = source[r * sourceStride + c];
    }

    /// <summary>Transposes 16×16 bytes.</summary>
    internal static void Tile(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        if (!Sse2.IsSupported)
        {
            for (int r = 0; r < 16; r++)
            for (int c = 0; c < 16; c++)
                destination[c * destinationStride + r] = source[r * sourceStride + c];
            return;
        }

        // Interleaving row i with row i + 8 four times over rotates the eight index bits by four: a transposition.
        Vector128<byte>* a = stackalloc Vector128<byte>[16];
        Vector128<byte>* b = stackalloc Vector128<byte>[16];
        for (int i = 0; i < 16; i++)
            a[i] = Vector128.Load(source + i * sourceStride);
        for (int step = 0; step < 4; step++)
        {
            for (int i = 0; i < 8; i++)
            {
                b[2 * i] = Sse2.UnpackLow(a[i], a[i + 8]);
                b[2 * i + 1] = Sse2.UnpackHigh(a[i], a[i + 8]);
            }

            Vector128<byte>* done = b;
            b = a;
            a = done;
        }

        for (int i = 0; i < 16; i++)
            a[i].Store(destination + i * destinationStride);
    }
}
