using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Looks 64 activations up at once with permutes of two registers, in columns of a table that stay in registers while the
/// activations of several vectors pass.
/// </summary>
internal sealed unsafe class Avx512VbmiPath() : GemmPath("avx512vbmi", Avx512Vbmi.IsSupported && Avx512BW.IsSupported)
{
    // For one output, packing for a part costs more than the look-up of both bytes at once that it would spare.
    private protected override int MinPlannedChannels => 2;

    internal override ProductKernel Product { get; } = new ProductKernel512();

    internal override PlaneKernel Plane { get; } = new PlaneKernel512();

    internal override bool HasDepthwise => true;

    internal override bool ConvertsSixteen => true;

    internal override PhaseSplit? SplitPhases(ConvolutionGeometry g) => PhaseSplit.For(g);

    internal override void CopyMasked(byte* mask, byte* source, byte filling, byte* target, int length)
    {
        var i = 0;
        for (; i <= length - 64; i += 64)
            Vector512
                .ConditionalSelect(Vector512.LoadAligned(mask + i), Vector512.Load(source + i), Vector512.Create(filling))
                .Store(target + i);
        base.CopyMasked(mask + i, source + i, filling, target + i, length - i);
    }

    internal override void TransposeTile(byte* source, long sourceStride, byte* destination, long destinationStride) =>
        ByteTranspose.Tile(source, sourceStride, destination, destinationStride);

    internal override int BlockPositions(int n, int k)
    {
        // Four vectors are in use at a time; more only spread the cost of a block, and fewer blocks share out worse between
        // threads.
        var vectors = Math.Clamp((128 << 10) / (VectorPositions * Math.Max(k, 1)), 4, 28);
        return vectors / 4 * 4 * VectorPositions;
    }

    internal override void Multiply(
        byte* planes,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    )
    {
        // One byte after the other needs half the registers for columns and loads them for more activations.
        if (n > 1)
        {
            PlaneKernel512.MultiplyWhole(planes, x, offsets, positions, w, n, k, start, r, stride);
            return;
        }

        for (var p = 0; p < positions; )
        {
            var vectors = positions - p >= 4 * VectorPositions ? 4 : 1;
            var i = 0;
            do
            {
                var products = Math.Min(SingleRow512.MaxProducts, k - i);
                var x0 = x + p;
                var r0 = r + p;
                if (vectors == 4)
                    SingleRow512.Sum4(
                        planes,
                        x0,
                        x0 + 64,
                        x0 + 128,
                        x0 + 192,
                        offsets + i,
                        w + i,
                        products,
                        start,
                        i == 0,
                        r0,
                        r0 + 64,
                        r0 + 128,
                        r0 + 192
                    );
                else
                    SingleRow512.Sum1(planes, x0, offsets + i, w + i, products, start, i == 0, r0);
                i += products;
            } while (i < k);

            p += vectors * VectorPositions;
        }
    }
}
