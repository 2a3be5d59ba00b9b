using Parquet;
using QosNets.Reporting.Results;
using QosNets.Reporting.Sweeps;
using QosNets.Sweeps.Results;
using QosNets.Tests.Architecture;
using Xunit;

namespace QosNets.Training.Tests.Sweeps;

public sealed class SweepReportTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly RunResults Committed = ResultsJson.Read(
        Path.Combine(Repository.Root, "experiments", "results", "fashion-resnet8-papers", "results.json")
    );

    private static SweepRow Row(string group, int seed, string point, double saving, double loss) =>
        new(
            $"{group}-seed{seed}",
            group,
            seed,
            new Dictionary<string, string> { ["n"] = group == "a<b" ? "1" : "2" },
            new OperatingPointResult(
                point,
                0.9 - loss,
                1,
                loss,
                new Interval(loss - 0.01, loss + 0.01),
                saving,
                1 - saving,
                0,
                new Dictionary<string, string> { ["conv"] = "m2", ["fc"] = "m1" }
            ),
            Committed with
            {
                Seed = seed,
            },
            $"runs/{group}-seed{seed}/report.html"
        );

    private static SweepResults Sample() =>
        new(
            "many",
            [
                Row("a<b", 1, "save50", 0.5, 0.001),
                Row("a<b", 2, "save50", 0.52, 0.003),
                Row("a<b", 3, "save50", 0.54, 0.008),
                Row("c", 1, "save50", 0.5, 0.002),
            ],
            ["c-seed2"]
        );

    [Fact]
    public void Means_have_students_interval_and_one_seed_has_none()
    {
        var means = Sample().Means;
        var loss = means[0].Loss;
        Assert.Equal(0.004, loss.Value, 12);
        // Deviation of 1, 3, 8 is √13; times 4.3027 / √3.
        Assert.Equal(0.004 - (0.001 * Math.Sqrt(13) * 4.3027 / Math.Sqrt(3)), loss.Interval!.Value.Low, 9);
        Assert.Equal((3, 1), (means[0].Seeds, means[1].Seeds));
        Assert.Null(means[1].Loss.Interval);
    }

    [Fact]
    public async Task Parquet_holds_what_csv_holds()
    {
        SweepReport.Write(Sample(), folder);
        SweepParquet.Write(Sample(), Path.Combine(folder, "sweep.parquet"));
        var lines = File.ReadAllLines(Path.Combine(folder, "sweep.csv"));
        Assert.Equal(5, lines.Length);
        await using var reader = await ParquetReader.CreateAsync(
            Path.Combine(folder, "sweep.parquet"),
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal(lines[0].Split(','), reader.Schema.DataFields.Select(f => f.Name));
        using var group = reader.OpenRowGroupReader(0);
        var loss = new double[group.RowCount];
        await group.ReadAsync<double>(
            reader.Schema.DataFields.Single(f => f.Name == "loss"),
            loss,
            cancellationToken: TestContext.Current.CancellationToken
        );
        Assert.Equal([0.001, 0.003, 0.008, 0.002], loss);
    }

    [Fact]
    public void The_page_links_every_report_and_encodes_names()
    {
        SweepReport.Write(Sample(), folder);
        var page = File.ReadAllText(Path.Combine(folder, "index.html"));
        Assert.Contains("href=\"runs/c-seed1/report.html\"", page, StringComparison.Ordinal);
        Assert.Contains("a&lt;b", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a<b", page, StringComparison.Ordinal);
        Assert.Contains("c-seed2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a<b", File.ReadAllText(Path.Combine(folder, "sweep.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_without_results_yet_has_empty_tables_and_a_page()
    {
        var none = new SweepResults("many", [], ["a"]);
        SweepReport.Write(none, folder);
        SweepParquet.Write(none, Path.Combine(folder, "sweep.parquet"));
        Assert.Contains("no run has results yet", File.ReadAllText(Path.Combine(folder, "index.html")), StringComparison.Ordinal);
        Assert.Single(File.ReadAllLines(Path.Combine(folder, "sweep.csv")));
    }
}
