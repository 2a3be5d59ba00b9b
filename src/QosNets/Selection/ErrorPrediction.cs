using QosNets.Approximation;
using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Predicts the accumulated error of every (layer, multiplier) pair from operand histograms
/// (arXiv 2208.07265, section on the probabilistic multiplier model): one histogram for each sampled receptive field,
/// one for the layer's weights.
/// </summary>
internal static class ErrorPrediction
{
    /// <summary>
    /// σ_e[l, m] = K·sqrt(mean_i(μ_i² + v_i/K) − mean_i(μ_i)²), with μ_i and v_i the mean and variance of one product's error
    /// in receptive field i. A constant mean error does not count: biases and batch normalisation absorb it.
    /// </summary>
    /// <param name="layers">The layers, each with its samples.</param>
    /// <param name="multipliers">The search space, all signed or all unsigned.</param>
    /// <param name="corrected">Whether e(a, b) − f(a) takes the place of e(a, b), see <see cref="ActivationCorrection"/>.</param>
    /// <returns>Standard deviations in accumulator units, [layers, multipliers].</returns>
    /// <exception cref="ArgumentException">A profile is inconsistent, or signed and unsigned multipliers are mixed.</exception>
    public static double[,] Predict(IReadOnlyList<LayerProfile> layers, IReadOnlyList<Multiplier> multipliers, bool corrected)
    {
        CheckOperands(multipliers);
        foreach (var layer in layers)
            layer.Validated();
        var maps = new ErrorRows[multipliers.Count];
        Parallel.For(0, maps.Length, m => maps[m] = new ErrorRows(multipliers[m].Table));
        var predicted = new double[layers.Count, multipliers.Count];
        Parallel.For(
            0,
            layers.Count,
            l =>
            {
                var moments = Moments(layers[l], maps, corrected);
                var deviations = Deviations(layers[l], moments, maps.Length);
                for (var m = 0; m < maps.Length; m++)
                    predicted[l, m] = deviations[m];
            }
        );
        return predicted;
    }

    internal static void CheckOperands(IReadOnlyList<Multiplier> multipliers)
    {
        foreach (var m in multipliers)
        {
            if (m.Table.Signed != multipliers[0].Table.Signed)
                throw new ArgumentException(
                    $"{m.Name} and {multipliers[0].Name} differ in signedness; a library is signed or unsigned, never both"
                );
        }
    }

    /// <summary>First and second moment of the error for each activation byte over the weights, [256, 2·multipliers].</summary>
    private static double[] Moments(LayerProfile layer, ErrorRows[] maps, bool corrected)
    {
        var counts = ErrorRows.Counts(layer.WeightHistogram, out var total);
        var used = Enumerable.Range(0, 256).Where(b => counts[b] > 0).ToArray();
        var width = 2 * maps.Length;
        var moments = new double[256 * width];
        for (var m = 0; m < maps.Length; m++)
        {
            var shift = corrected ? ActivationCorrection.Rows(maps[m], layer.WeightHistogram) : Constant(layer, maps[m]);
            for (var a = 0; a < 256; a++)
            {
                var row = maps[m].Row(a);
                double first = 0,
                    second = 0;
                foreach (var b in used)
                {
                    var e = row[b] - shift[a];
                    first += counts[b] * e;
                    second += counts[b] * (e * e);
                }
                moments[a * width + m] = first / total;
                moments[a * width + maps.Length + m] = second / total;
            }
        }
        return moments;
    }

    // σ_e does not change when a constant is taken off the errors. With a mean near 0 the moments lose fewer digits.
    private static int[] Constant(LayerProfile layer, ErrorRows map)
    {
        var counts = ErrorRows.Counts(OperandHistogram.Of(layer.Samples), out var operands);
        var sums = map.WeightedSums(layer.WeightHistogram, out var weights);
        var mean = 0.0;
        for (var a = 0; a < 256; a++)
            mean += counts[a] / operands * (sums[a] / weights);
        var constants = new int[256];
        Array.Fill(constants, (int)Math.Round(mean));
        return constants;
    }

    private static double[] Deviations(LayerProfile layer, double[] moments, int multipliers)
    {
        double fanIn = layer.Geometry.FanIn;
        var width = 2 * multipliers;
        var sample = new double[width];
        var meanOfMeans = new double[multipliers];
        var means = new double[layer.SampleCount * multipliers];
        var meanOfVariances = new double[multipliers];
        for (var i = 0; i < layer.SampleCount; i++)
        {
            var histogram = OperandHistogram.Of(layer.Samples.AsSpan(i * layer.Geometry.FanIn, layer.Geometry.FanIn));
            Array.Clear(sample);
            for (var a = 0; a < 256; a++)
            {
                if (histogram[a] > 0)
                    VectorMath.AddScaled(sample, moments.AsSpan(a * width, width), histogram[a] / fanIn);
            }
            for (var m = 0; m < multipliers; m++)
            {
                means[i * multipliers + m] = sample[m];
                meanOfMeans[m] += sample[m] / layer.SampleCount;
                meanOfVariances[m] += Math.Max(0, sample[multipliers + m] - sample[m] * sample[m]) / layer.SampleCount;
            }
        }
        // The spread of the means is summed about their mean: the difference of squares would lose digits under a large bias.
        var deviations = new double[multipliers];
        for (var m = 0; m < multipliers; m++)
        {
            var spread = 0.0;
            for (var i = 0; i < layer.SampleCount; i++)
            {
                var d = means[i * multipliers + m] - meanOfMeans[m];
                spread += d * d / layer.SampleCount;
            }
            deviations[m] = fanIn * Math.Sqrt(spread + meanOfVariances[m] / fanIn);
        }
        return deviations;
    }
}
