namespace QosNets.Bundles;

/// <summary>
/// Weights of which only the four highest bits are stored. No product depends on the others, but a constant of each output
/// channel does, which counts their sum (docs/method.md, "The accumulator"), and so does the activation-side correction. So
/// that sum is stored too, and reading gives the lowest bits values of the same sum: all results keep every bit.
/// </summary>
internal static class HalfWeights
{
    private const int Low = 0x0F;
    private const int High = 0xF0;
    private const int Lowest = 0x80;

    /// <summary>Two weights a byte, the first in the high bits; an odd last one has zeros beside it.</summary>
    /// <param name="weights">Weight bytes [channels, fan-in].</param>
    /// <param name="channels">Number of output channels.</param>
    /// <returns>The four highest bits, [channels, (fan-in + 1) / 2], and the sum of the four lowest of each channel.</returns>
    public static (byte[] Packed, int[] LowSums) Pack(byte[] weights, int channels)
    {
        var (fanIn, row) = (weights.Length / channels, RowBytes(weights.Length / channels));
        var (packed, sums) = (new byte[channels * row], new int[channels]);
        for (var i = 0; i < weights.Length; i++)
        {
            var (c, k) = (i / fanIn, i % fanIn);
            packed[c * row + k / 2] |= (byte)(k % 2 == 0 ? weights[i] & High : weights[i] >> 4);
            sums[c] += weights[i] & Low;
        }
        return (packed, sums);
    }

    /// <summary>Weight bytes with these highest bits and these sums of the lowest.</summary>
    /// <param name="packed">As <see cref="Pack"/> gives them.</param>
    /// <param name="lowSums">Sum of the lowest bits of each channel, 0..15 times the fan-in.</param>
    /// <param name="fanIn">Weights of a channel.</param>
    /// <param name="signed">Whether they are two's complement, in which −128 does not occur.</param>
    /// <exception cref="BundleException">A sum is out of its range.</exception>
    public static byte[] Unpack(byte[] packed, int[] lowSums, int fanIn, bool signed)
    {
        var row = RowBytes(fanIn);
        var weights = new byte[lowSums.Length * fanIn];
        for (var c = 0; c < lowSums.Length; c++)
        {
            var channel = weights.AsSpan(c * fanIn, fanIn);
            for (var k = 0; k < fanIn; k++)
            {
                var pair = packed[c * row + k / 2];
                channel[k] = (byte)(k % 2 == 0 ? pair & High : pair << 4);
            }
            Spread(channel, lowSums[c], signed, c);
        }
        return weights;
    }

    /// <summary>Bytes of a channel of <paramref name="fanIn"/> weights.</summary>
    public static int RowBytes(int fanIn) => (fanIn + 1) / 2;

    private static void Spread(Span<byte> channel, int sum, bool signed, int c)
    {
        if (sum < 0 || sum > Low * channel.Length)
            throw new BundleException($"the lowest bits of channel {c} sum to {sum}, outside 0..{Low * channel.Length}");
        var (each, more) = (sum / channel.Length, sum % channel.Length);
        // What would be −128 comes first: the weights that were packed had something above it there.
        foreach (var first in signed ? (bool[])[true, false] : [false])
        {
            for (var k = 0; k < channel.Length; k++)
            {
                if ((signed && (channel[k] & High) == Lowest) == first)
                    channel[k] |= (byte)(each + (more-- > 0 ? 1 : 0));
            }
        }
    }
}
