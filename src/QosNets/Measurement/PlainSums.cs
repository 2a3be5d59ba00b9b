using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>
/// The sums of a table convolution by its definition, from the products themselves: what every kernel must give.
/// </summary>
internal static class PlainSums
{
    /// <summary>All sums of a batch, [batch, OutChannels, OutHeight, OutWidth].</summary>
    public static int[] Of(
        ConvolutionGeometry g,
        int batch,
        ReadOnlySpan<byte> input,
        byte padding,
        ReadOnlySpan<byte> weights,
        ReadOnlySpan<int> products
    )
    {
        var sums = new int[batch * g.OutputLength];
        var field = new byte[g.FanIn];
        var channels = g.OutChannels / g.Groups;
        for (var image = 0; image < batch; image++)
        {
            var pixels = input.Slice(image * g.InputLength, g.InputLength);
            for (var group = 0; group < g.Groups; group++)
            {
                for (var position = 0; position < g.Positions; position++)
                {
                    ReceptiveField.Gather(g, pixels, padding, group, position / g.OutWidth, position % g.OutWidth, field);
                    for (var channel = group * channels; channel < (group + 1) * channels; channel++)
                        sums[image * g.OutputLength + channel * g.Positions + position] = Sum(
                            field,
                            weights.Slice(channel * g.FanIn, g.FanIn),
                            products
                        );
                }
            }
        }
        return sums;
    }

    private static int Sum(ReadOnlySpan<byte> x, ReadOnlySpan<byte> w, ReadOnlySpan<int> products)
    {
        var sum = 0;
        for (var k = 0; k < x.Length; k++)
            sum = unchecked(sum + products[(x[k] << 8) | w[k]]);
        return sum;
    }
}
