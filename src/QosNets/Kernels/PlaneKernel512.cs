namespace QosNets.Kernels;

/// <summary>
/// Byte planes with AVX-512 VBMI: 128 activations by four weights at a time (256 by two where a column fills four
/// registers). Bytes that cannot overflow are added up first; the result goes into 16-bit words twice, as it is (A) and
/// its odd bytes alone (B). At the flush the odd sums are B and the even ones A − 256·B modulo 2^16; a word holds 257
/// bytes.
/// </summary>
internal sealed unsafe class PlaneKernel512 : PlaneKernel
{
    private const int FlushBytes = 256;

    internal override void Map(BytePlane plane, byte* from, byte* to, long count) => ByteMap.Apply(plane.Map, from, to, count);

    internal override void Add(BytePlane plane, byte* x, nint* offsets, int positions, byte* w, int n, int k, int* r, int stride)
    {
        var saved = stackalloc byte[WordSums.SavedBytes + 63];
        saved = (byte*)(((nuint)saved + 63) & ~(nuint)63);
        var group = Group(plane);
        var rows = plane.Rows == 256 ? 2 : 4;
        var vectors = plane.Rows == 256 ? 4 : 2;
        for (var i = 0; i < k; )
        {
            var products = Math.Min(FlushBytes * group, k - i);

            // What does not fill a group is left for a pass of single look-ups.
            var step = products >= group ? group : 1;
            products -= products % step;
            for (var p = 0; p < positions; p += 64 * vectors)
            for (var j = 0; j < n; j += rows)
            {
                var sums = r + (long)j * stride + p;
                var weights = w + (long)j * k + i;
                Sum(plane, step, x + p, offsets + i, weights, Math.Min(rows, n - j), k, products, saved);
                for (var row = 0; row < Math.Min(rows, n - j); row++)
                    WordSums.Add(
                        saved + row * vectors * 128,
                        Math.Min(vectors, (positions - p) / 64),
                        plane.Scale,
                        sums + (long)row * stride
                    );
            }

            i += products;
        }
    }

    /// <summary>
    /// r[j, p] = start + Σ_k T of a whole table, see <see cref="GemmPath.Multiply"/>: its two bytes as planes of 256 rows.
    /// </summary>
    internal static void MultiplyWhole(
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
        var saved = stackalloc byte[WordSums.SavedBytes + 63];
        saved = (byte*)(((nuint)saved + 63) & ~(nuint)63);
        for (var j = 0; j < n; j++)
            new Span<int>(r + (long)j * stride, positions).Fill(start);
        for (var i = 0; i < k; i += FlushBytes)
        {
            var products = Math.Min(FlushBytes, k - i);
            for (var high = 0; high < 2; high++)
            for (var p = 0; p < positions; p += 256)
            for (var j = 0; j < n; j += 2)
            {
                var sums = r + (long)j * stride + p;
                var weights = w + (long)j * k + i;
                var vectors = Math.Min(4, (positions - p) / 64);
                PlaneSums256.ByOne(
                    planes + high * PreparedTable.PlaneBytes,
                    PreparedTable.ColumnBytes,
                    x + p,
                    offsets + i,
                    weights,
                    j + 1 < n ? weights + k : weights,
                    products,
                    saved
                );
                WordSums.Add(saved, vectors, high == 0 ? 1 : 256, sums);
                if (j + 1 < n)
                    WordSums.Add(saved + 4 * 128, vectors, high == 0 ? 1 : 256, sums + stride);
            }
        }
    }

    private static int Group(BytePlane plane) =>
        plane.Rows switch
        {
            64 => plane.SafeSums >= 4 ? 4
            : plane.SafeSums >= 2 ? 2
            : 1,
            128 => plane.SafeSums >= 2 ? 2 : 1,
            _ => 1,
        };

    /// <summary>Sums products of n rows of weights; those that are missing to the kernel's number repeat the last one.</summary>
    private static void Sum(BytePlane plane, int group, byte* x, nint* offsets, byte* w, int n, int k, int products, byte* saved)
    {
        var w1 = n > 1 ? w + k : w;
        var w2 = n > 2 ? w1 + k : w1;
        var w3 = n > 3 ? w2 + k : w2;
        var columns = plane.Columns;
        switch (plane.Rows, group)
        {
            case (64, 4):
                PlaneSums.ByFour<Column64>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (64, 2):
                PlaneSums.ByTwo<Column64>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (64, _):
                PlaneSums.ByOne<Column64>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (128, 2):
                PlaneSums.ByTwo<Column128>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (128, _):
                PlaneSums.ByOne<Column128>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            default:
                PlaneSums256.ByOne(columns, 256, x, offsets, w, w1, products, saved);
                break;
        }
    }
}
