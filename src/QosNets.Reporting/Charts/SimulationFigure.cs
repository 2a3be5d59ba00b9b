namespace QosNets.Reporting.Charts;

/// <summary>What a chart of a replayed budget trace shows; one value for each frame in each list.</summary>
/// <param name="Title">Title of the chart.</param>
/// <param name="Budgets">Permitted mean relative power.</param>
/// <param name="Powers">Relative power.</param>
/// <param name="Settings">Index of the setting that ran.</param>
/// <param name="Correct">Whether the frame was classified rightly.</param>
/// <param name="SettingNames">Names of the settings, the lowest row first.</param>
internal sealed record SimulationReport(
    string Title,
    IReadOnlyList<double> Budgets,
    IReadOnlyList<double> Powers,
    IReadOnlyList<int> Settings,
    IReadOnlyList<bool> Correct,
    IReadOnlyList<string> SettingNames
);

/// <summary>Figures of simulations as files.</summary>
internal static class SimulationFigure
{
    /// <summary>Budget and power, settings, and accuracy over the frames, as SVG.</summary>
    /// <exception cref="ArgumentException">There is no frame, or the lists differ in length.</exception>
    public static string Svg(SimulationReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var frames = report.Budgets.Count;
        if (frames == 0 || report.Powers.Count != frames || report.Settings.Count != frames || report.Correct.Count != frames)
            throw new ArgumentException(
                $"{frames} budgets, {report.Powers.Count} powers, {report.Settings.Count} settings and {report.Correct.Count} "
                    + $"outcomes; there must be one of each for every frame",
                nameof(report)
            );
        return SimulationChart.Draw(report);
    }
}
