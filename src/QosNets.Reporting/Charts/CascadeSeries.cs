using QosNets.Reporting.Results;

namespace QosNets.Reporting.Charts;

/// <summary>
/// The front of the cascades as a series of the accuracy chart: chosen on validation images, drawn at its test figures.
/// </summary>
internal static class CascadeSeries
{
    /// <summary>How its points look.</summary>
    public static Marker Marker { get; } = new(MarkerShape.Cross, 3.5, "none", Palette.Line(1));

    /// <summary>Its points: saving and top-1 on the test split.</summary>
    public static IReadOnlyList<PlotPoint> Points(RunResults results) =>
        [.. CascadeFront.Of(results).Select(c => new PlotPoint(Name(c), 1 - c.Threshold.RelativePower, c.Threshold.Top1))];

    /// <summary>What a cascade is called in text.</summary>
    public static string Name(CascadeChoice choice) =>
        FormattableString.Invariant(
            $"{choice.Pair.First}, then {choice.Pair.Second} below a margin of {choice.Threshold.MinMargin:0.###}"
        );
}
