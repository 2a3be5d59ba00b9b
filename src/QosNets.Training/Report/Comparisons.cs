using System.Text.Json;
using QosNets.Multipliers;
using QosNets.Reporting.Results;
using QosNets.Training.Experiments;

namespace QosNets.Training.Report;

/// <summary>The other runs that an experiment's report sets its points against.</summary>
internal static class Comparisons
{
    /// <summary>Reads the results that <c>[report] compare</c> names.</summary>
    /// <exception cref="ExperimentException">A file is missing or holds no results.</exception>
    public static IReadOnlyList<ComparisonRun> Read(Experiment experiment) =>
        [.. experiment.Report.Compare.Select(path => Read(path, experiment.Data))];

    /// <summary>
    /// What a user must know about powers before the figures: whether those of the run are estimates, and which other runs
    /// rest on powers of the other kind.
    /// </summary>
    public static IEnumerable<string> Warnings(MultiplierLibrary library, IReadOnlyList<ComparisonRun> comparisons)
    {
        if (library.PowerIsEstimated)
            yield return "Powers are estimates from counted gates, no figures of synthesised circuits: all savings and "
                + "relative powers of this run are estimates.";
        foreach (var other in comparisons.Where(c => c.PowerIsEstimated != library.PowerIsEstimated))
            yield return $"Savings of {other.Title} are not comparable with those of this run: "
                + $"{(other.PowerIsEstimated ? "its" : "this run's")} powers are estimates from counted gates, the other's "
                + $"are not.";
        foreach (var other in comparisons.Where(c => (c.Cost ?? CostColumn.Power) != library.Cost))
            yield return $"Savings of {other.Title} are not comparable with those of this run: its multipliers were chosen by "
                + $"{other.Cost ?? CostColumn.Power}, this run's by {library.Cost}.";
    }

    private static ComparisonRun Read(string path, string data)
    {
        try
        {
            var results = ResultsJson.Read(path);
            var name = Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(path)))!;
            var command = $"qosnets run experiments/{name}.toml" + (data.Length > 0 ? " --set data=FOLDER" : "");
            return new ComparisonRun(
                name,
                command,
                [.. results.OperatingPoints.Select(p => new ComparisonPoint(p.Name, p.Saving, p.Top1, p.Loss))],
                results.Exact.Top1,
                results.PowerIsEstimated,
                results.Cost
            );
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ExperimentException(
                $"[report] compare: {path} holds no results of a run ({e.Message}); name a results.json or leave it out"
            );
        }
    }
}
