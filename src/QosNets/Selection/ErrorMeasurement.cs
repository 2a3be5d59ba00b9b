using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Measures the accumulated error (approximate minus exact accumulator) of every (layer, multiplier) pair by emulating
/// the sampled receptive fields against the weights of their group.
/// </summary>
public static class ErrorMeasurement
{
    /// <summary>Measures all pairs, in parallel.</summary>
    /// <param name="layers">The layers, each with its samples.</param>
    /// <param name="multipliers">The search space, all signed or all unsigned.</param>
    /// <param name="corrected">Whether Σ_k f(x_k) is taken off, see <see cref="ActivationCorrection"/>.</param>
    /// <exception cref="ArgumentException">A profile is inconsistent, or signed and unsigned multipliers are mixed.</exception>
    public static MeasuredErrors Measure(IReadOnlyList<LayerProfile> layers, IReadOnlyList<Multiplier> multipliers, bool corrected)
    {
        ErrorPrediction.CheckOperands(multipliers);
        foreach (var layer in layers)
            layer.Validated();
        var pooled = new double[layers.Count, multipliers.Count];
        var centred = new double[layers.Count, multipliers.Count];
        Parallel.For(0, multipliers.Count, m =>
        {
            var map = multipliers[m].Table.ErrorMap();
            for (var l = 0; l < layers.Count; l++)
            {
                var shift = corrected ? ActivationCorrection.Rows(multipliers[m].Table, layers[l].WeightHistogram) : new int[256];
                var errors = Accumulate(layers[l], map, shift);
                pooled[l, m] = AccumulatorStatistics.Deviation(errors);
                centred[l, m] = ChannelCentred(layers[l], errors);
            }
        });
        return new MeasuredErrors(pooled, centred);
    }

    /// <summary>Accumulated error of each sample with each channel of its group, [S, OutChannels/Groups].</summary>
    private static double[] Accumulate(LayerProfile layer, int[] map, int[] shift)
    {
        var fanIn = layer.Geometry.FanIn;
        var channels = layer.Geometry.OutChannels / layer.Geometry.Groups;
        var errors = new double[layer.SampleCount * channels];
        for (var i = 0; i < layer.SampleCount; i++)
        {
            var field = layer.Samples.AsSpan(i * fanIn, fanIn);
            var correction = 0L;
            foreach (var x in field)
                correction += shift[x];
            for (var c = 0; c < channels; c++)
            {
                var row = layer.Weights.AsSpan((layer.SampleGroups[i] * channels + c) * fanIn, fanIn);
                var sum = 0L;
                for (var k = 0; k < field.Length; k++)
                    sum += map[(field[k] << 8) | row[k]];
                errors[i * channels + c] = sum - correction;
            }
        }
        return errors;
    }

    private static double ChannelCentred(LayerProfile layer, double[] errors)
    {
        var channels = layer.Geometry.OutChannels / layer.Geometry.Groups;
        var sums = new double[layer.Geometry.OutChannels];
        var counts = new int[layer.Geometry.OutChannels];
        for (var i = 0; i < errors.Length; i++)
        {
            var channel = layer.SampleGroups[i / channels] * channels + i % channels;
            sums[channel] += errors[i];
            counts[channel]++;
        }
        var squares = 0.0;
        for (var i = 0; i < errors.Length; i++)
        {
            var channel = layer.SampleGroups[i / channels] * channels + i % channels;
            var d = errors[i] - sums[channel] / counts[channel];
            squares += d * d;
        }
        return Math.Sqrt(squares / errors.Length);
    }
}
