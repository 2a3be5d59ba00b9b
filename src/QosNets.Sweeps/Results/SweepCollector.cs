using System.Text.Json;
using QosNets.Reporting.Results;
using QosNets.Reporting.Sweeps;
using QosNets.Sweeps.Files;
using QosNets.Sweeps.Plans;

namespace QosNets.Sweeps.Results;

/// <summary>Gathers what the runs of a sweep have left.</summary>
internal static class SweepCollector
{
    /// <summary>Reads the results of all runs that have some, and writes the sweep's tables, figure and page.</summary>
    /// <param name="name">Name of the sweep.</param>
    /// <param name="runs">Its runs.</param>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="SweepException">Results cannot be read.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static SweepResults Write(string name, IReadOnlyList<SweepRun> runs, SweepFolder folder)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentNullException.ThrowIfNull(folder);
        var rows = runs.Where(folder.HasResults).SelectMany(r => Rows(r, folder)).ToList();
        List<string> missing = [.. runs.Where(r => !folder.HasResults(r)).Select(r => r.Name)];
        var results = new SweepResults(name, rows, missing);
        SweepReport.Write(results, folder.Path);
        SweepParquet.Write(results, Path.Combine(folder.Path, "sweep.parquet"));
        return results;
    }

    private static IEnumerable<SweepRow> Rows(SweepRun run, SweepFolder folder)
    {
        var path = folder.ResultsOf(run);
        RunResults results;
        try
        {
            results = ResultsJson.Read(path);
        }
        catch (JsonException e)
        {
            throw new SweepException($"{e.Message}; remove the file and start the sweep again", e);
        }
        var report = $"runs/{Uri.EscapeDataString(run.Name)}/report.html";
        return results.OperatingPoints.Select(p => new SweepRow(
            run.Name,
            run.Group,
            results.Seed,
            run.Settings,
            p,
            results,
            report
        ));
    }
}
