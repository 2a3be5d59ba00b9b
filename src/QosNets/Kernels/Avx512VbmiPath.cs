using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Looks 64 activations up at once: the 512 bytes of a weight's column stay in eight registers while up to 192
/// activations pass, two two-register permutes and a blend to a plane. Looked-up bytes are summed as 16-bit words
/// twice, as they are (A) and their odd bytes alone (B). At the flush the odd sums are B and the even ones
/// A − 256·B modulo 2^16; a sum of 256 bytes fits, so that the flush comes every 256 products. That is for a single row
/// of weights; where several share the activations, <see cref="PlaneKernel512"/> takes one byte after the other, which
/// needs half the registers for columns and loads them for more activations.
/// </summary>
internal sealed unsafe class Avx512VbmiPath() : GemmPath("avx512vbmi", Avx512Vbmi.IsSupported && Avx512BW.IsSupported)
{
    private const int FlushProducts = 256;

    // Accumulators that live across a call are spilled in every iteration; they reach the flush through memory.
    private const int SavedVectors = 12;

    internal override ProductKernel Product { get; } = new ProductKernel512();

    internal override PlaneKernel Plane { get; } = new PlaneKernel512();

    internal override int BlockPositions(int n, int k)
    {
        // Four vectors are in use at a time; more only spread the cost of a block, and fewer blocks share out worse between threads.
        int vectors = Math.Clamp((128 << 10) / (VectorPositions * Math.Max(k, 1)), 4, 28);
        return vectors / 4 * 4 * VectorPositions;
    }

    internal override void Multiply(
        byte* planes, byte* x, nint* offsets, int positions, byte* w, int n, int k, int start, int* r, int stride)
    {
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

                    Flush(saved, vectors, r + (long)j * stride + p, i == 0, start);
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
        Vector512<ushort> a0 = default, b0 = default, c0 = default, d0 = default;
        Vector512<ushort> a1 = default, b1 = default, c1 = default, d1 = default;
        Vector512<ushort> a2 = default, b2 = default, c2 = default, d2 = default;
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
        Vector512<ushort> a0 = default, b0 = default, c0 = default, d0 = default;
        Vector512<ushort> a1 = default, b1 = default, c1 = default, d1 = default;
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
        Vector512<ushort> a = default, b = default, c = default, d = default;
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

    /// <summary>Adds A and B of both planes to the sums, in the order of the positions.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Flush(byte* saved, int vectors, int* r, bool isFirst, int start)
    {
        Vector512<int> from = Vector512.Create(start);
        for (int v = 0; v < vectors; v++, saved += 256, r += 64)
        {
            Vector512<ushort> lowOdd = Vector512.LoadAligned(saved + 64).AsUInt16();
            Vector512<ushort> lowEven = Vector512.LoadAligned(saved).AsUInt16() - (lowOdd << 8);
            Vector512<ushort> highOdd = Vector512.LoadAligned(saved + 192).AsUInt16();
            Vector512<ushort> highEven = Vector512.LoadAligned(saved + 128).AsUInt16() - (highOdd << 8);

            // Words of 32 bits hold positions 4i and 4i + 2 (even), 4i + 1 and 4i + 3 (odd).
            Vector512<int> p0 = LowerWords(lowEven, highEven);
            Vector512<int> p1 = LowerWords(lowOdd, highOdd);
            Vector512<int> p2 = UpperWords(lowEven, highEven);
            Vector512<int> p3 = UpperWords(lowOdd, highOdd);
            Vector512<long> p01Low = Avx512F.UnpackLow(p0, p1).AsInt64();
            Vector512<long> p01High = Avx512F.UnpackHigh(p0, p1).AsInt64();
            Vector512<long> p23Low = Avx512F.UnpackLow(p2, p3).AsInt64();
            Vector512<long> p23High = Avx512F.UnpackHigh(p2, p3).AsInt64();

            // The 128-bit lane l of qi now holds positions 16l + 4i to 16l + 4i + 3: the lanes are transposed.
            Vector512<long> q0 = Avx512F.UnpackLow(p01Low, p23Low);
            Vector512<long> q1 = Avx512F.UnpackHigh(p01Low, p23Low);
            Vector512<long> q2 = Avx512F.UnpackLow(p01High, p23High);
            Vector512<long> q3 = Avx512F.UnpackHigh(p01High, p23High);
            Vector512<long> s0 = Avx512F.Shuffle4x128(q0, q1, 0b01_00_01_00);
            Vector512<long> s1 = Avx512F.Shuffle4x128(q2, q3, 0b01_00_01_00);
            Vector512<long> s2 = Avx512F.Shuffle4x128(q0, q1, 0b11_10_11_10);
            Vector512<long> s3 = Avx512F.Shuffle4x128(q2, q3, 0b11_10_11_10);
            AddTo(r, Avx512F.Shuffle4x128(s0, s1, 0b10_00_10_00).AsInt32(), isFirst, from);
            AddTo(r + 16, Avx512F.Shuffle4x128(s0, s1, 0b11_01_11_01).AsInt32(), isFirst, from);
            AddTo(r + 32, Avx512F.Shuffle4x128(s2, s3, 0b10_00_10_00).AsInt32(), isFirst, from);
            AddTo(r + 48, Avx512F.Shuffle4x128(s2, s3, 0b11_01_11_01).AsInt32(), isFirst, from);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> LowerWords(Vector512<ushort> low, Vector512<ushort> high)
    {
        Vector512<int> mask = Vector512.Create(0xFFFF);
        return (low.AsInt32() & mask) + ((high.AsInt32() & mask) << 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> UpperWords(Vector512<ushort> low, Vector512<ushort> high)
        => (low.AsInt32() >>> 16) + ((high.AsInt32() >>> 16) << 8);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTo(int* r, Vector512<int> sum, bool isFirst, Vector512<int> start)
        => (sum + (isFirst ? start : Vector512.LoadAligned(r))).StoreAligned(r);
}
