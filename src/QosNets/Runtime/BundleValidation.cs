using QosNets.Bundles;

namespace QosNets.Runtime;

/// <summary>
/// Measures with the engine what governors decide by: the accuracy of every point on validation images, its temperature,
/// and what thresholds do in the cascade of every two points.
/// </summary>
internal static class BundleValidation
{
    private const int Batch = 128;

    // Shares of unsure images that thresholds are put at: close where few images change much. Beyond, the dearer point alone
    // costs little more.
    private static readonly double[] Shares = [0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.13, 0.17, 0.22, 0.28, 0.35, 0.45, 0.6];

    /// <summary>The bundle with what was measured; earlier measurements are replaced.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="pixels">Pixels 0..255, [images, channels, rows, columns].</param>
    /// <param name="labels">Class of each image, 0..classes − 1; one or more.</param>
    /// <param name="progress">Called after every batch with the index of the point and its number of images done, or
    /// null.</param>
    /// <exception cref="ArgumentException">Pixels and labels do not fit together or to the network.</exception>
    public static Bundle Measure(
        Bundle bundle,
        ReadOnlySpan<byte> pixels,
        ReadOnlySpan<int> labels,
        Action<int, int>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfZero(labels.Length, nameof(labels));
        var plain = bundle.With([.. bundle.Points.Select(p => p with { Temperature = 1 })], []);
        var engine = new Engine(plain);
        var points = new OperatingPoint[plain.Points.Count];
        var results = new EvaluationResult[points.Length];
        for (var p = 0; p < points.Length; p++)
        {
            var index = p;
            results[p] = Evaluation.Run(engine, p, pixels, labels, done => progress?.Invoke(index, done));
            var temperature = plain.Network.Classes < 2 ? 1 : Temperature.Fit(RunAll(engine, p, pixels, labels.Length), labels);
            points[p] = plain.Points[p] with { ValidationTop1 = results[p].Top1Accuracy, Temperature = temperature };
            for (var i = 0; i < labels.Length; i++)
                results[p].Margins[i] /= temperature;
        }
        var powers = plain.Points.Select(plain.RelativeCost).ToArray();
        var curves = new List<CascadeCurve>();
        for (var first = 0; first < points.Length; first++)
        {
            for (var second = 0; second < points.Length; second++)
            {
                if (powers[first] < powers[second] && Thresholds(results[first].Margins) is { Count: > 0 } thresholds)
                    curves.Add(
                        new CascadeCurve(
                            first,
                            second,
                            [.. thresholds.Select(t => CascadeOutcome.Of(results[first], results[second], t).ToStep(t))]
                        )
                    );
            }
        }
        return plain.With(points, curves);
    }

    /// <summary>Thresholds with about the wanted shares of margins below them, rising, above 0.</summary>
    private static List<float> Thresholds(float[] margins)
    {
        var sorted = margins.Order().ToArray();
        var thresholds = new List<float>();
        foreach (var share in Shares)
        {
            var threshold = sorted[Math.Min(sorted.Length - 1, (int)Math.Round(share * sorted.Length))];
            if (threshold > (thresholds.Count == 0 ? 0 : thresholds[^1]) && float.IsFinite(threshold))
                thresholds.Add(threshold);
        }
        return thresholds;
    }

    private static float[] RunAll(Engine engine, int point, ReadOnlySpan<byte> pixels, int images)
    {
        var (image, classes) = (pixels.Length / images, engine.Bundle.Network.Classes);
        var logits = new float[images * classes];
        for (var start = 0; start < images; start += Batch)
        {
            var count = Math.Min(Batch, images - start);
            engine.Run(point, pixels.Slice(start * image, count * image), count, logits.AsSpan(start * classes, count * classes));
        }
        return logits;
    }
}
