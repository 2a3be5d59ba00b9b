namespace QosNets.Bundles;

/// <summary>
/// What a cascade of two operating points does on images that it was not trained on, as functions of its threshold.
/// </summary>
/// <param name="First">Index of the point that all images run at.</param>
/// <param name="Second">Index of the point that unsure images run at too.</param>
/// <param name="Steps">One or more thresholds, rising.</param>
public sealed record CascadeCurve(int First, int Second, IReadOnlyList<CascadeStep> Steps)
{
    /// <summary>
    /// The accuracy to expect at a threshold: the mean of those measured there and at its neighbours. One accuracy of a few
    /// thousand images is partly luck, and whoever takes the best of many takes the luckiest.
    /// </summary>
    /// <param name="step">Index of the threshold.</param>
    /// <param name="alone">Accuracy of the first point alone: what a threshold of 0 gives.</param>
    public double Expected(int step, double alone)
    {
        var (before, here) = (step == 0 ? alone : Steps[step - 1].Accuracy, Steps[step].Accuracy);
        return step + 1 < Steps.Count ? (before + here + Steps[step + 1].Accuracy) / 3 : (before + here) / 2;
    }
}

/// <summary>One threshold of a cascade, and what was measured with it.</summary>
/// <param name="MinMargin">Margin below which the first point is unsure, above 0.</param>
/// <param name="Share">Share of images that are unsure, 0..1.</param>
/// <param name="Accuracy">Share of images that the cascade classifies rightly, 0..1.</param>
public sealed record CascadeStep(float MinMargin, double Share, double Accuracy);
