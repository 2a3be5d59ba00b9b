using QosNets.Reporting.Results;

namespace QosNets.Reporting.Sweeps;

/// <summary>What the finished runs of a sweep have left.</summary>
/// <param name="Name">Name of the sweep.</param>
/// <param name="Rows">A row for each operating point of each finished run.</param>
/// <param name="Missing">Names of the runs without results.</param>
internal sealed record SweepResults(string Name, IReadOnlyList<SweepRow> Rows, IReadOnlyList<string> Missing)
{
    /// <summary>Means over the seeds, in the order of the rows.</summary>
    public IReadOnlyList<SweepMean> Means =>
        [.. Rows.GroupBy(r => (r.Group, r.Point.Name)).Select(g => SweepMean.Of(g.Key.Group, g.Key.Name, [.. g]))];
}

/// <summary>One operating point of one run.</summary>
/// <param name="Run">Name of the run.</param>
/// <param name="Group">Name of the runs that differ in their seed only.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Settings">What tells the group from others: value by key of the experiment.</param>
/// <param name="Point">The point.</param>
/// <param name="Results">The run's results.</param>
/// <param name="Report">Path of the run's report, relative to the sweep's folder, as a link.</param>
internal sealed record SweepRow(
    string Run,
    string Group,
    int Seed,
    IReadOnlyDictionary<string, string> Settings,
    OperatingPointResult Point,
    RunResults Results,
    string Report
);

/// <summary>An operating point over the seeds of its group.</summary>
/// <param name="Group">Name of the group.</param>
/// <param name="Point">Name of the point.</param>
/// <param name="Seeds">How many seeds have results.</param>
/// <param name="Saving">Saving, a fraction of 1.</param>
/// <param name="Top1">Top-1 accuracy, 0..1.</param>
/// <param name="Loss">Loss against the run's own exact network, a fraction of 1.</param>
internal sealed record SweepMean(string Group, string Point, int Seeds, SeedMean Saving, SeedMean Top1, SeedMean Loss)
{
    /// <summary>The mean of rows of one group and point.</summary>
    public static SweepMean Of(string group, string point, IReadOnlyList<SweepRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new SweepMean(
            group,
            point,
            rows.Count,
            SeedMean.Of([.. rows.Select(r => r.Point.Saving)]),
            SeedMean.Of([.. rows.Select(r => r.Point.Top1)]),
            SeedMean.Of([.. rows.Select(r => r.Point.Loss)])
        );
    }
}
