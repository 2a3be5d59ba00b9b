namespace QosNets.Kernels;

/// <summary>
/// Digit tables with AVX-512 VBMI: 128 activations by four output channels at a time, or 256 by two where a column fills
/// four registers. Digits that a byte can hold the sum of are added up as bytes first. These go into <see cref="WordSums"/>,
/// which are added to the sums before they can overflow.
/// </summary>
internal sealed unsafe class DigitKernel512 : DigitKernel
{
    // Bytes that one word sum takes; 257 would still fit.
    private const int FlushBytes = 256;

    internal override void Classify(DigitTable digit, byte* from, byte* to, long count) =>
        ByteMap.Apply(digit.ClassOf, from, to, count);

    internal override void Add(DigitTable digit, byte* x, nint* offsets, int positions, byte* w, int n, int k, int* r, int stride)
    {
        var saved = stackalloc byte[WordSums.SavedBytes + 63];
        saved = (byte*)(((nuint)saved + 63) & ~(nuint)63);
        var addends = Addends(digit);
        var channels = digit.Classes == 256 ? 2 : 4;
        var vectors = digit.Classes == 256 ? 4 : 2;
        for (var i = 0; i < k; )
        {
            var products = Math.Min(FlushBytes * addends, k - i);

            // Fewer than the addends are left for a pass of single look-ups.
            var step = products >= addends ? addends : 1;
            products -= products % step;
            for (var p = 0; p < positions; p += 64 * vectors)
            for (var j = 0; j < n; j += channels)
            {
                var sums = r + (long)j * stride + p;
                var weights = w + (long)j * k + i;
                Sum(digit, step, x + p, offsets + i, weights, Math.Min(channels, n - j), k, products, saved);
                for (var channel = 0; channel < Math.Min(channels, n - j); channel++)
                    WordSums.Add(
                        saved + channel * vectors * 128,
                        Math.Min(vectors, (positions - p) / 64),
                        digit.Scale,
                        sums + (long)channel * stride
                    );
            }

            i += products;
        }
    }

    /// <summary>
    /// r[j, p] = start + Σ_k T of a whole table, see <see cref="KernelPath.Multiply"/>: its two bytes one after the other.
    /// </summary>
    internal static void MultiplyWhole(
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
                WideDigitSums.ByOne(
                    columns + high * PreparedTable.HighStart,
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

    /// <summary>Digits that are added up as bytes: 1, 2 or 4.</summary>
    private static int Addends(DigitTable digit) =>
        digit.Classes switch
        {
            64 => digit.SafeSums >= 4 ? 4
            : digit.SafeSums >= 2 ? 2
            : 1,
            128 => digit.SafeSums >= 2 ? 2 : 1,
            _ => 1,
        };

    /// <summary>Sums products of n output channels; where the kernel takes more, it repeats the last one.</summary>
    private static void Sum(
        DigitTable digit,
        int addends,
        byte* x,
        nint* offsets,
        byte* w,
        int n,
        int k,
        int products,
        byte* saved
    )
    {
        var w1 = n > 1 ? w + k : w;
        var w2 = n > 2 ? w1 + k : w1;
        var w3 = n > 3 ? w2 + k : w2;
        var columns = digit.Columns;
        switch (digit.Classes, addends)
        {
            case (64, 4):
                DigitSums.ByFour<Column64>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (64, 2):
                DigitSums.ByTwo<Column64>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (64, _):
                DigitSums.ByOne<Column64>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (128, 2):
                DigitSums.ByTwo<Column128>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            case (128, _):
                DigitSums.ByOne<Column128>(columns, x, offsets, w, w1, w2, w3, products, saved);
                break;
            default:
                WideDigitSums.ByOne(columns, 256, x, offsets, w, w1, products, saved);
                break;
        }
    }
}
