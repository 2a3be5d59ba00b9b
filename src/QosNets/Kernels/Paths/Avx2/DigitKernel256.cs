using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Digit tables of 256 classes with AVX2: rows of <see cref="ByteStrips"/> hold the digits of 32 weights. With fewer classes
/// strips would be shorter, but finding the classes takes longer than that saves.
/// </summary>
internal sealed unsafe class DigitKernel256 : DigitKernel
{
    private const int Lanes = ByteStrips.RowBytes;
    private const int TilePositions = KernelPath.VectorPositions;

    internal override void Add(DigitTable digit, byte* x, nint* offsets, int positions, byte* w, int n, int k, int* r, int stride)
    {
        var block = new StripSums(Scratch.Current, digit.SafeSums >= 2, positions);
        var columns = stackalloc byte*[Lanes];
        for (var i = 0; i < k; i += StripSums.MaxProducts)
        {
            var count = Math.Min(StripSums.MaxProducts, k - i);
            block.Place(x, offsets + i, count);
            for (var j = 0; j < n; j += Lanes)
            {
                var channels = Math.Min(Lanes, n - j);
                block.Clear();
                for (var weights = w + (long)j * k + i; weights < w + (long)j * k + i + count; weights++)
                {
                    for (var c = 0; c < Lanes; c++)
                        columns[LaneOf(c)] = digit.Columns + weights[(long)Math.Min(c, channels - 1) * k] * digit.Classes;
                    block.Add(columns);
                }

                block.Finish();
                Flush(block.Sums, positions, channels, digit.Scale, r + (long)j * stride, stride);
            }
        }
    }

    /// <summary>Where a channel lies in a row, so that the widened words come out in the order of the channels.</summary>
    private static int LaneOf(int channel) => (channel & 16) + 2 * (channel & 7) + (channel >> 3 & 1);

    private static void Flush(byte* sums, int positions, int n, int scale, int* r, int stride)
    {
        var flushed = stackalloc int[TilePositions * Lanes + 8];
        flushed = (int*)(((nuint)flushed + 31) & ~(nuint)31);
        for (var p = 0; p < positions; p += TilePositions)
        {
            for (var i = 0; i < TilePositions; i++, sums += ByteStrips.SumBytes)
            {
                var odd = Vector256.LoadAligned(sums + Lanes).AsUInt16();
                var even = Vector256.LoadAligned(sums).AsUInt16() - (odd << 8);
                var target = flushed + i * Lanes;
                Avx2.ConvertToVector256Int32(even.GetLower()).StoreAligned(target);
                Avx2.ConvertToVector256Int32(odd.GetLower()).StoreAligned(target + 8);
                Avx2.ConvertToVector256Int32(even.GetUpper()).StoreAligned(target + 16);
                Avx2.ConvertToVector256Int32(odd.GetUpper()).StoreAligned(target + 24);
            }

            LaneTranspose.Add(flushed, Lanes, TilePositions, n, scale, r + p, stride);
        }
    }
}
