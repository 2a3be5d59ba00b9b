using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Looks 64 activations up at once: the 512 bytes of a weight's column stay in eight registers while up to 192
/// activations pass, two two-register permutes and a blend to a plane. Looked-up bytes are summed as 16-bit words
/// twice, as they are (A) and their odd bytes alone (B). At the flush the odd sums are B and the even ones
/// A − 256·B modulo 2^16; a sum of 256 bytes fits, so that the flush comes every 256 products. Both start from
/// <see cref="PairFlush.Bias"/>, since the flush multiplies signed words.
/// </summary>
internal sealed unsafe class Avx512VbmiPath() : GemmPath("avx512vbmi", Avx512Vbmi.IsSupported && Avx512BW.IsSupported)
{
    private const int FlushProducts = 256;

    // Accumulators that live across a call are spilled in every iteration; they reach the flush through memory.
    private const int SavedVectors = 12;

    private static Vector512<ushort> Start => Vector512.Create(PairFlush.Bias);

    // Depthwise layers: packing for a part costs more than the look-up of both bytes at once that it would spare.
    private protected override int MinPlannedChannels => 2;

    internal override ProductKernel Product { get; } = new ProductKernel512();

    internal override PlaneKernel Plane { get; } = new PlaneKernel512();

    internal override bool HasDepthwise => true;

    internal override int BlockPositions(int n, int k)
    {
        // Four vectors are in use at a time; more only spread the cost of a block, and fewer blocks share out worse between threads.
        int vectors = Math.Clamp((128 << 10) / (VectorPositions * Math.Max(k, 1)), 4, 28);
        return vectors / 4 * 4 * VectorPositions;
    }

    internal override void Multiply(
        byte* planes, byte* x, nint* offsets, int positions, byte* w, int n, int k, int start, int* r, int stride)
    {
        // One byte after the other needs half the registers for columns and loads them for more activations.
        if (n > 1)
        {
            PlaneKernel512.MultiplyWhole(planes, x, offsets, positions, w, n, k, start, r, stride);
            return;
        }

        byte* saved = stackalloc byte[SavedVectors * 64 + 63];
        saved = (byte*)(((nuint)saved + 63) & ~(nuint)63);
        for (int p = 0; p < positions;)
        {
            // Four vectors left are taken as two and two: a single one would load the registers for too little.
            int left = (positions - p) / VectorPositions;
            int vectors = left is 2 or 4 ? 2 : Math.Min(left, 3);
            int i = 0;
            do
            {
                int products = Math.Min(FlushProducts, k - i);
                for (int j = 0; j < n; j++)
                {
                    byte* weights = w + (long)j * k + i;
                    byte* activations = x + p;
                    switch (vectors)
                    {
                        case 3: Sum3(planes, activations, offsets + i, weights, products, saved); break;
                        case 2: Sum2(planes, activations, offsets + i, weights, products, saved); break;
                        default: Sum1(planes, activations, offsets + i, weights, products, saved); break;
                    }

                    PairFlush.Flush(saved, vectors, r + (long)j * stride + p, i == 0, start);
                }

                i += products;
            }
            while (i < k);

            p += vectors * VectorPositions;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sum3(byte* planes, byte* x, nint* offsets, byte* w, int products, byte* saved)
    {
        Vector512<ushort> a0 = Start, b0 = a0, c0 = a0, d0 = a0;
        Vector512<ushort> a1 = Start, b1 = a1, c1 = a1, d1 = a1;
        Vector512<ushort> a2 = Start, b2 = a2, c2 = a2, d2 = a2;
        for (byte* end = w + products; w < end; w++, offsets++)
        {
            byte* activations = x + *offsets;
            byte* column = planes + *w * PreparedTable.ColumnBytes;
            Vector512<byte> t0 = Vector512.LoadAligned(column);
            Vector512<byte> t1 = Vector512.LoadAligned(column + 64);
            Vector512<byte> t2 = Vector512.LoadAligned(column + 128);
            Vector512<byte> t3 = Vector512.LoadAligned(column + 192);
            Vector512<byte> t4 = Vector512.LoadAligned(column + 256);
            Vector512<byte> t5 = Vector512.LoadAligned(column + 320);
            Vector512<byte> t6 = Vector512.LoadAligned(column + 384);
            Vector512<byte> t7 = Vector512.LoadAligned(column + 448);
            Vector512<byte> v = Vector512.Load(activations);
            Add(v, t0, t1, t2, t3, ref a0, ref b0);
            Add(v, t4, t5, t6, t7, ref c0, ref d0);
            v = Vector512.Load(activations + 64);
            Add(v, t0, t1, t2, t3, ref a1, ref b1);
            Add(v, t4, t5, t6, t7, ref c1, ref d1);
            v = Vector512.Load(activations + 128);
            Add(v, t0, t1, t2, t3, ref a2, ref b2);
            Add(v, t4, t5, t6, t7, ref c2, ref d2);
        }

        Save(saved, a0, b0, c0, d0);
        Save(saved + 256, a1, b1, c1, d1);
        Save(saved + 512, a2, b2, c2, d2);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sum2(byte* planes, byte* x, nint* offsets, byte* w, int products, byte* saved)
    {
        Vector512<ushort> a0 = Start, b0 = a0, c0 = a0, d0 = a0;
        Vector512<ushort> a1 = Start, b1 = a1, c1 = a1, d1 = a1;
        for (byte* end = w + products; w < end; w++, offsets++)
        {
            byte* activations = x + *offsets;
            byte* column = planes + *w * PreparedTable.ColumnBytes;
            Vector512<byte> t0 = Vector512.LoadAligned(column);
            Vector512<byte> t1 = Vector512.LoadAligned(column + 64);
            Vector512<byte> t2 = Vector512.LoadAligned(column + 128);
            Vector512<byte> t3 = Vector512.LoadAligned(column + 192);
            Vector512<byte> t4 = Vector512.LoadAligned(column + 256);
            Vector512<byte> t5 = Vector512.LoadAligned(column + 320);
            Vector512<byte> t6 = Vector512.LoadAligned(column + 384);
            Vector512<byte> t7 = Vector512.LoadAligned(column + 448);
            Vector512<byte> v = Vector512.Load(activations);
            Add(v, t0, t1, t2, t3, ref a0, ref b0);
            Add(v, t4, t5, t6, t7, ref c0, ref d0);
            v = Vector512.Load(activations + 64);
            Add(v, t0, t1, t2, t3, ref a1, ref b1);
            Add(v, t4, t5, t6, t7, ref c1, ref d1);
        }

        Save(saved, a0, b0, c0, d0);
        Save(saved + 256, a1, b1, c1, d1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Sum1(byte* planes, byte* x, nint* offsets, byte* w, int products, byte* saved)
    {
        Vector512<ushort> a = Start, b = a, c = a, d = a;
        for (byte* end = w + products; w < end; w++, offsets++)
        {
            byte* activations = x + *offsets;
            byte* column = planes + *w * PreparedTable.ColumnBytes;
            Vector512<byte> v = Vector512.Load(activations);
            Add(v, Vector512.LoadAligned(column), Vector512.LoadAligned(column + 64),
                Vector512.LoadAligned(column + 128), Vector512.LoadAligned(column + 192), ref a, ref b);
            Add(v, Vector512.LoadAligned(column + 256), Vector512.LoadAligned(column + 320),
                Vector512.LoadAligned(column + 384), Vector512.LoadAligned(column + 448), ref c, ref d);
        }

        Save(saved, a, b, c, d);
    }

    /// <summary>Looks v up in one plane of 256 bytes. A permute uses the low seven bits; the blend takes the eighth from v itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(
        Vector512<byte> v, Vector512<byte> t0, Vector512<byte> t1, Vector512<byte> t2, Vector512<byte> t3,
        ref Vector512<ushort> all, ref Vector512<ushort> odd)
    {
        Vector512<byte> below = Avx512Vbmi.PermuteVar64x8x2(t0, v, t1);
        Vector512<byte> above = Avx512Vbmi.PermuteVar64x8x2(t2, v, t3);
        Vector512<ushort> found = Avx512BW.BlendVariable(below, above, v).AsUInt16();
        all += found;
        odd += Avx512BW.ShiftRightLogical(found, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Save(byte* saved, Vector512<ushort> a, Vector512<ushort> b, Vector512<ushort> c, Vector512<ushort> d)
    {
        a.AsByte().StoreAligned(saved);
        b.AsByte().StoreAligned(saved + 64);
        c.AsByte().StoreAligned(saved + 128);
        d.AsByte().StoreAligned(saved + 192);
    }
}
