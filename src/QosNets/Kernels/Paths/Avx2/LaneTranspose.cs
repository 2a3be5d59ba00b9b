using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>Turns sums [position, lane] of strips into [lane, position].</summary>
internal static unsafe class LaneTranspose
{
    /// <summary>r[j, p] += scale · sums[p, j] for j below n; positions is a multiple of 8, lanes of 8 and at least n.</summary>
    internal static void Add(int* sums, int lanes, int positions, int n, int scale, int* r, int stride)
    {
        var factor = Vector256.Create(scale);
        var done = stackalloc Vector256<int>[8];
        for (var j = 0; j < n; j += 8)
        for (var p = 0; p < positions; p += 8)
        {
            Tile(sums + (long)p * lanes + j, lanes, done);
            var count = Math.Min(8, n - j);
            for (var i = 0; i < count; i++)
            {
                var target = r + (long)(j + i) * stride + p;
                (Vector256.Load(target) + done[i] * factor).Store(target);
            }
        }
    }

    private static void Tile(int* source, int lanes, Vector256<int>* done)
    {
        Halves(source, source + lanes, source + 2 * lanes, source + 3 * lanes, out var a0, out var a1, out var a2, out var a3);
        source += 4 * lanes;
        Halves(source, source + lanes, source + 2 * lanes, source + 3 * lanes, out var b0, out var b1, out var b2, out var b3);
        done[0] = Avx2.Permute2x128(a0, b0, 0x20).AsInt32();
        done[1] = Avx2.Permute2x128(a1, b1, 0x20).AsInt32();
        done[2] = Avx2.Permute2x128(a2, b2, 0x20).AsInt32();
        done[3] = Avx2.Permute2x128(a3, b3, 0x20).AsInt32();
        done[4] = Avx2.Permute2x128(a0, b0, 0x31).AsInt32();
        done[5] = Avx2.Permute2x128(a1, b1, 0x31).AsInt32();
        done[6] = Avx2.Permute2x128(a2, b2, 0x31).AsInt32();
        done[7] = Avx2.Permute2x128(a3, b3, 0x31).AsInt32();
    }

    /// <summary>Four vectors of eight become four columns, lanes 0-3 in the lower and 4-7 in the upper half.</summary>
    private static void Halves(
        int* r0,
        int* r1,
        int* r2,
        int* r3,
        out Vector256<long> c0,
        out Vector256<long> c1,
        out Vector256<long> c2,
        out Vector256<long> c3
    )
    {
        Vector256<int> v0 = Vector256.Load(r0),
            v1 = Vector256.Load(r1),
            v2 = Vector256.Load(r2),
            v3 = Vector256.Load(r3);
        Vector256<long> low01 = Avx2.UnpackLow(v0, v1).AsInt64(),
            high01 = Avx2.UnpackHigh(v0, v1).AsInt64();
        Vector256<long> low23 = Avx2.UnpackLow(v2, v3).AsInt64(),
            high23 = Avx2.UnpackHigh(v2, v3).AsInt64();
        c0 = Avx2.UnpackLow(low01, low23);
        c1 = Avx2.UnpackHigh(low01, low23);
        c2 = Avx2.UnpackLow(high01, high23);
        c3 = Avx2.UnpackHigh(high01, high23);
    }
}
