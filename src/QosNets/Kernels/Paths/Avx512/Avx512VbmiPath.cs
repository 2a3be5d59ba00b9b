using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Looks 64 activations up at once with permutes of two registers. The columns of a table stay in registers while several
/// vectors of activations use them.
/// </summary>
internal sealed unsafe class Avx512VbmiPath() : KernelPath("avx512vbmi", Avx512Vbmi.IsSupported && Avx512BW.IsSupported)
{
    // For one output channel, packing for a part costs more than looking up both bytes at once.
    private protected override int MinPlannedChannels => 2;

    internal override PlanCosts Costs { get; } =
        new()
        {
            Product = 0.34,
            Digit64 = (0.37, 0.31, 0.29),
            Digit128 = (0.4, 0.37, 0.37),
            Digit256 = (0.54, 0.53, 0.53),
            Columns = (0.95, 0.8, 0.57),
        };

    internal override ProductKernel Product { get; } = new ProductKernel512();

    internal override ColumnKernel Column { get; } = new ColumnKernel512();

    internal override DigitKernel Digit { get; } = new DigitKernel512();

    internal override bool HasDepthwise => true;

    internal override bool ConvertsSixteen => true;

    internal override PhaseSplit? SplitPhases(ConvolutionGeometry g) => PhaseSplit.For(g);

    internal override BlockLayout? LayOutSmallImages(ConvolutionGeometry g, int batch) => SmallImageLayout.For(g, batch);

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

    internal override void Multiply(
        byte* columns,
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
        // One byte of the entries after the other: columns take half the registers and serve more activations.
        if (n > 1)
        {
            DigitKernel512.MultiplyWhole(columns, x, offsets, positions, w, n, k, start, r, stride);
            return;
        }

        for (var p = 0; p < positions; )
        {
            var vectors = positions - p >= 4 * VectorPositions ? 4 : 1;
            var i = 0;
            do
            {
                var products = Math.Min(SingleOutput512.MaxProducts, k - i);
                var x0 = x + p;
                var r0 = r + p;
                if (vectors == 4)
                    SingleOutput512.Sum4(
                        columns,
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
                    SingleOutput512.Sum1(columns, x0, offsets + i, w + i, products, start, i == 0, r0);
                i += products;
            } while (i < k);

            p += vectors * VectorPositions;
        }
    }
}
