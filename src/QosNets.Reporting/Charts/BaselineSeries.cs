using QosNets.Reporting.Results;

namespace QosNets.Reporting.Charts;

/// <summary>The baselines of a run as series of a chart: a shape for each, hollow where nothing was trained.</summary>
/// <param name="Name">Name of the baseline.</param>
/// <param name="Marker">How its points look.</param>
/// <param name="Points">Its points.</param>
internal sealed record BaselineSeries(string Name, Marker Marker, IReadOnlyList<PlotPoint> Points)
{
    private static readonly MarkerShape[] Shapes =
    [
        MarkerShape.Circle,
        MarkerShape.Triangle,
        MarkerShape.Diamond,
        MarkerShape.Square,
    ];

    /// <summary>Those of which statistics alone were re-estimated, on the validation split.</summary>
    public static IReadOnlyList<BaselineSeries> Recalibrated(RunResults results) =>
        Of(results, retrained: false, "none", p => p.ValidationTop1);

    /// <summary>Those that were trained, on the test split.</summary>
    public static IReadOnlyList<BaselineSeries> Retrained(RunResults results) =>
        Of(results, retrained: true, Palette.Behind, p => p.Top1!.Value);

    private static List<BaselineSeries> Of(RunResults results, bool retrained, string fill, Func<BaselinePoint, double> top1)
    {
        var all = results.Baselines ?? [];
        // A baseline has the same shape whether it was trained or not.
        var names = all.Select(b => b.Name).Distinct().ToList();
        return
        [
            .. all.Where(b => b.Retrained == retrained)
                .Select(b => new BaselineSeries(
                    b.Name,
                    new Marker(Shapes[names.IndexOf(b.Name) % Shapes.Length], 4.5, fill, Palette.Behind),
                    [.. b.Points.Select(p => new PlotPoint($"{b.Name}: {p.Name}", p.Saving, top1(p)))]
                )),
        ];
    }
}
