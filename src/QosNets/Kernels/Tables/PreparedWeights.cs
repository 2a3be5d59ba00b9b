namespace QosNets.Kernels;

/// <summary>The weights of a layer as the parts of one table need them: k weights for every output channel.</summary>
internal sealed unsafe class PreparedWeights
{
    private AlignedBuffer? factors;
    private int[] starts = [];

    /// <summary>Pairs of factors for every output channel.</summary>
    internal int Pairs { get; private set; }

    /// <summary>What the sums of every output channel start from: the terms that depend on the weights alone.</summary>
    internal ReadOnlySpan<int> Starts => starts;

    /// <summary>Factors of the product part, [n, Pairs] pairs of 16-bit values; none without such a part.</summary>
    internal int* Factors => (int*)factors!.Pointer;

    /// <summary>Reads the weights [n, k]; later changes of weights or table need it again.</summary>
    internal void Prepare(PreparedTable table, ReadOnlySpan<byte> weights, int n, int k)
    {
        fixed (byte* w = weights)
            Prepare(table, w, n, k);
    }

    /// <summary>Reads the weights [n, k]; later changes of weights or table need it again.</summary>
    internal void Prepare(PreparedTable table, byte* w, int n, int k)
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

        Pairs = (k + 1) / 2;
        if (table.Parts.Product is { } product)
            Multiply(product, terms.Slope, w, n, k);
    }

    private void Multiply(ProductPart product, int slope, byte* w, int n, int k)
    {
        var values = stackalloc int[256];
        for (var b = 0; b < 256; b++)
            values[b] = product.Factors[b] + slope & ushort.MaxValue;
        var target = (int*)AlignedBuffer.Grow(ref factors, (long)n * Pairs * sizeof(int));
        for (var j = 0; j < n; j++, w += k)
        {
            var i = 0;
            for (; i < k - 1; i += 2)
                *target++ = values[w[i]] | values[w[i + 1]] << 16;
            if (i < k)
                *target++ = values[w[i]];
        }
    }
}
