using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Measures the accumulated error (approximate minus exact accumulator) of every (layer, multiplier) pair by emulating
/// the sampled receptive fields against the weights of their group.
/// </summary>
internal static class ErrorMeasurement
{
    /// <summary>
    /// Weight of the errors that act as a rounding of weights, in the variance; found by experiment (docs/method.md,
    /// "What training recovers").
    /// </summary>
    public const double DefaultShiftWeight = 0.5;

    /// <summary>Measures all pairs with the table kernels.</summary>
    /// <param name="layers">The layers, each with its samples.</param>
    /// <param name="multipliers">The search space, all signed or all unsigned.</param>
    /// <param name="corrected">Whether Σ_k f(x_k) is taken off, see <see cref="ActivationCorrection"/>.</param>
    /// <param name="shiftWeight">
    /// Share of the variance, 0..1, with which errors that act as a rounding of weights count in
    /// <see cref="MeasuredErrors.Retained"/>, see <see cref="ErrorSplit"/>.
    /// </param>
    /// <param name="progress">Told the share that is done after each multiplier; what it throws ends the measurement.</param>
    /// <exception cref="ArgumentException">A profile is inconsistent, or signed and unsigned multipliers are mixed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is not within 0..1.</exception>
    /// <exception cref="OverflowException">The accumulated error of a layer could leave 32 bits.</exception>
    public static MeasuredErrors Measure(
        IReadOnlyList<LayerProfile> layers,
        IReadOnlyList<Multiplier> multipliers,
        bool corrected,
        double shiftWeight = DefaultShiftWeight,
        Action<double>? progress = null
    )
    {
        if (!(shiftWeight is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(shiftWeight), shiftWeight, "a weight of shifts is a share, 0..1");
        ErrorPrediction.CheckOperands(multipliers);
        foreach (var layer in layers)
            layer.Validated();
        var signed = multipliers.Count > 0 && multipliers[0].Table.Signed;
        var samples = layers.Select(SamplesByGroup).ToArray();
        var pooled = new double[layers.Count, multipliers.Count];
        var centred = new double[layers.Count, multipliers.Count];
        var retained = new double[layers.Count, multipliers.Count];
        var shifts = layers.Select(l => new ShiftSums(l, signed)).ToArray();
        for (var m = 0; m < multipliers.Count; m++)
        {
            var map = multipliers[m].Table.ErrorMap();
            var rows = new ErrorRows(multipliers[m].Table);
            var largest = Math.Max(map.Max(), -map.Min());
            var table = PreparedTable.Create(map);
            for (var l = 0; l < layers.Count; l++)
            {
                AccumulatorLimit.Check(layers[l].Name, largest, layers[l].Geometry.FanIn, 0);
                var errors = Accumulate(layers[l], samples[l], table);
                if (corrected)
                    Correct(layers[l], ActivationCorrection.Rows(rows, layers[l].WeightHistogram), errors);
                pooled[l, m] = AccumulatorStatistics.Deviation(errors);
                centred[l, m] = ChannelCentred(layers[l], errors);
                Discount(layers[l], rows, shifts[l], 1 - Math.Sqrt(shiftWeight), errors);
                retained[l, m] = ChannelCentred(layers[l], errors);
            }
            progress?.Invoke((m + 1.0) / multipliers.Count);
        }
        return new MeasuredErrors(pooled, centred, retained);
    }

    /// <summary>Takes a share of what acts as a rounding of weights off the errors.</summary>
    private static void Discount(LayerProfile layer, ErrorRows rows, ShiftSums sums, double share, double[] errors)
    {
        var split = ErrorSplit.Of(rows, layer.ActivationHistogram, layer.WeightHistogram);
        if (!split.Shift.AsSpan().ContainsAnyExcept(0))
            return;
        var shifts = sums.Of(split.Shift);
        for (var i = 0; i < errors.Length; i++)
            errors[i] -= share * shifts[i];
    }

    /// <summary>Takes Σ_k f(x_k) off the errors of every sample.</summary>
    private static void Correct(LayerProfile layer, int[] rows, double[] errors)
    {
        var fanIn = layer.Geometry.FanIn;
        var channels = layer.Geometry.OutChannels / layer.Geometry.Groups;
        for (var i = 0; i < layer.SampleCount; i++)
        {
            var sum = 0L;
            foreach (var x in layer.Samples.AsSpan(i * fanIn, fanIn))
                sum += rows[x];
            foreach (ref var error in errors.AsSpan(i * channels, channels))
                error -= sum;
        }
    }

    private static int[][] SamplesByGroup(LayerProfile layer) =>
        [
            .. Enumerable
                .Range(0, layer.Geometry.Groups)
                .Select(g => Enumerable.Range(0, layer.SampleCount).Where(i => layer.SampleGroups[i] == g).ToArray()),
        ];

    /// <summary>Accumulated error of each sample with each channel of its group, [S, OutChannels/Groups].</summary>
    private static double[] Accumulate(LayerProfile layer, int[][] groups, PreparedTable table)
    {
        var fanIn = layer.Geometry.FanIn;
        var channels = layer.Geometry.OutChannels / layer.Geometry.Groups;
        var errors = new double[layer.SampleCount * channels];
        for (var g = 0; g < groups.Length; g++)
        {
            if (groups[g].Length == 0)
                continue;
            var fields = new byte[groups[g].Length * fanIn];
            for (var i = 0; i < groups[g].Length; i++)
                layer.Samples.AsSpan(groups[g][i] * fanIn, fanIn).CopyTo(fields.AsSpan(i * fanIn));
            var sums = new int[groups[g].Length * channels];
            TableGemm.Multiply(
                table,
                fields,
                layer.Weights.AsSpan(g * channels * fanIn, channels * fanIn),
                sums,
                groups[g].Length,
                channels,
                fanIn
            );
            for (var i = 0; i < sums.Length; i++)
                errors[groups[g][i / channels] * channels + i % channels] = sums[i];
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

/// <summary>Measured errors of every (layer, multiplier) pair, in accumulator units, each [layers, multipliers].</summary>
/// <param name="Pooled">Standard deviation over all samples and channels together: what <see cref="ErrorPrediction"/>
/// predicts.</param>
/// <param name="ChannelCentred">
/// Root mean square after each channel's own mean is taken off, as batch normalisation or the bias does; never above the pooled
/// one.
/// </param>
/// <param name="Retained">
/// The same after errors that act as a rounding of weights are discounted, which training recovers in part.
/// </param>
internal sealed record MeasuredErrors(double[,] Pooled, double[,] ChannelCentred, double[,] Retained);
