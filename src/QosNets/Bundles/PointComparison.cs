namespace QosNets.Bundles;

/// <summary>Compares the operating points of a bundle on its validation images.</summary>
internal static class PointComparison
{
    // Powers are sums of floating-point numbers.
    private const double Rounding = 1e-12;

    /// <summary>
    /// Index of the point that dominates another: it has less power and is at least as accurate on validation images. Of several
    /// the most accurate; null where there is none, or where accuracies were not measured.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="point">Index of the point.</param>
    public static int? Dominating(this Bundle bundle, int point)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var (power, accuracy) = (bundle.RelativeCost(bundle.Points[point]), bundle.Points[point].ValidationTop1);
        return Enumerable
            .Range(0, bundle.Points.Count)
            .Where(p => bundle.Points[p].ValidationTop1 >= accuracy && bundle.RelativeCost(bundle.Points[p]) < power - Rounding)
            .OrderByDescending(p => bundle.Points[p].ValidationTop1)
            .Cast<int?>()
            .FirstOrDefault();
    }

    /// <summary>
    /// Index of the first point before another that gives every layer the same multiplier; null where none does.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="point">Index of the point.</param>
    public static int? Twin(this Bundle bundle, int point)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return Enumerable
            .Range(0, point)
            .Where(p => bundle.Points[p].Assignment.SequenceEqual(bundle.Points[point].Assignment))
            .Cast<int?>()
            .FirstOrDefault();
    }
}
