namespace QosNets.Kernels;

/// <summary>The weights of a layer as the parts of one table need them: k weights for every output channel.</summary>
internal sealed unsafe class PreparedWeights
{
    private AlignedBuffer? factors;
    private AlignedBuffer? classes;
    private long passBytes;
    private int channels;
    private int[] starts = [];

    /// <summary>Pairs of factors for every output channel, or fours where they are bytes.</summary>
    internal int Pairs { get; private set; }

    /// <summary>What factors of one byte lack; null where they have 16 bits.</summary>
    internal int? ByteShift { get; private set; }

    /// <summary>What the sums of every output channel start from: the terms that depend on the weights alone.</summary>
    internal ReadOnlySpan<int> Starts => starts;

    /// <summary>
    /// Factors of the product part, [n, Pairs] times two values of 16 bits or four of 8; none without such a part.
    /// </summary>
    internal int* Factors => (int*)factors!.Pointer;

    /// <summary>
    /// Classes of the weights for one pass of the columns, in granules of <see cref="ColumnKernel.Lanes"/> channels:
    /// [granule, k, lane]. Each group begins with a granule of its own.
    /// </summary>
    internal byte* Classes(int pass) => classes!.Pointer + pass * passBytes;

    /// <summary>The granule that begins with an output channel.</summary>
    internal int GranuleAt(int channel) => channel / channels * Granules(channels) + channel % channels / ColumnKernel.Lanes;

    /// <summary>Reads the weights [n, k]; later changes of weights or table need it again.</summary>
    /// <param name="table">The table.</param>
    /// <param name="w">The weights.</param>
    /// <param name="n">Output channels.</param>
    /// <param name="k">Products summed for one output.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="bytes">The kernel that takes factors of one byte, where they fit; null for factors of 16 bits.</param>
    internal void Prepare(PlannedTable table, byte* w, int n, int k, int groups, ByteProductKernel? bytes)
    {
        if (starts.Length < n)
            starts = new int[n];
        var terms = table.Terms;
        var weightTerms = terms.WeightTerms;
        for (var j = 0; j < n; j++)
        {
            var weightsOfChannel = w + (long)j * k;
            var sum = unchecked(k * terms.Constant);
            for (var i = 0; i < k && terms.HasWeightTerms; i++)
                sum += weightTerms[weightsOfChannel[i]];
            starts[j] = sum;
        }

        if (table.Parts.Product is { } product)
            Multiply(product, terms.Slope, w, n, k, bytes);
        channels = n / groups;
        Classify(table.Parts.Columns, w, groups, k);
    }

    private static int Granules(int channels) => (channels + ColumnKernel.Lanes - 1) / ColumnKernel.Lanes;

    private void Classify(ColumnPass[] passes, byte* w, int groups, int k)
    {
        const int Lanes = ColumnKernel.Lanes;
        var granules = Granules(channels);
        passBytes = (long)groups * granules * Lanes * k;
        if (passes.Length == 0 || passBytes == 0)
            return;
        var target = AlignedBuffer.Grow(ref classes, passes.Length * passBytes);
        foreach (var pass in passes)
            for (var group = 0; group < groups; group++)
            for (var first = 0; first < granules * Lanes; first += Lanes, target += (long)Lanes * k)
            {
                new Span<byte>(target, Lanes * k).Fill(ColumnPass.None);
                var from = w + ((long)group * channels + first) * k;
                for (var c = 0; c < Math.Min(Lanes, channels - first); c++)
                for (var i = 0; i < k; i++)
                    target[Lanes * i + ColumnKernel.LaneOf[c]] = pass.ClassOf[from[(long)c * k + i]];
            }
    }

    private void Multiply(ProductPart product, int slope, byte* w, int n, int k, ByteProductKernel? bytes)
    {
        ByteShift = bytes is not null && product.HasByteFactors ? product.LowestFactor + slope - bytes.LowestFactor : null;
        var (together, mask) = ByteShift is null ? (2, ushort.MaxValue) : (4, (ushort)byte.MaxValue);
        var values = stackalloc int[256];
        for (var b = 0; b < 256; b++)
            values[b] = product.Factors[b] + slope - (ByteShift ?? 0) & mask;
        Pairs = (k + together - 1) / together;
        var target = (int*)AlignedBuffer.Grow(ref factors, (long)n * Pairs * sizeof(int));
        for (var j = 0; j < n; j++, w += k, target += Pairs)
        {
            if (ByteShift is null)
                Pair(values, w, k, target);
            else
                Four(values, w, k, target);
        }
    }

    private static void Pair(int* values, byte* w, int k, int* target)
    {
        var i = 0;
        for (; i < k - 1; i += 2)
            *target++ = values[w[i]] | values[w[i + 1]] << 16;
        if (i < k)
            *target = values[w[i]];
    }

    private static void Four(int* values, byte* w, int k, int* target)
    {
        var i = 0;
        for (; i < k - 3; i += 4)
            *target++ = values[w[i]] | values[w[i + 1]] << 8 | values[w[i + 2]] << 16 | values[w[i + 3]] << 24;
        if (i == k)
            return;
        *target = 0;
        for (var part = 0; i < k; i++, part += 8)
            *target |= values[w[i]] << part;
    }
}
