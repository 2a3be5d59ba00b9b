using QosNets.Multipliers;
using QosNets.Reporting.Results;
using QosNets.Training.Experiments;
using QosNets.Training.Report;
using QosNets.Training.Runs;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

public sealed class ComparisonTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(false, false, 0)]
    [InlineData(true, false, 2)]
    [InlineData(false, true, 1)]
    [InlineData(true, true, 1)]
    public void Estimates_and_their_mixture_with_other_powers_are_warned_of(bool here, bool there, int warnings)
    {
        var library = new MultiplierLibrary("l", [new Multiplier("exact", TruthTable.Exact(false), 0.4, PowerIsEstimated: here)]);
        var found = Comparisons.Warnings(library, [new ComparisonRun("other", "command", [], 0.9, there)]).ToList();
        Assert.Equal(warnings, found.Count);
        Assert.Equal(
            here,
            found.Exists(w => w.Contains("all savings and relative powers of this run are estimates", StringComparison.Ordinal))
        );
        Assert.Equal(
            here != there,
            found.Exists(w => w.StartsWith("Savings of other are not comparable", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("power", null, 0)]
    [InlineData("area", "area", 0)]
    [InlineData("area", null, 1)]
    [InlineData("power", "area", 1)]
    public void Runs_that_were_chosen_by_unlike_costs_are_warned_of(string here, string? there, int warnings)
    {
        var library = new MultiplierLibrary("l", [new Multiplier("exact", TruthTable.Exact(false), 0.4, 700)], here);
        var found = Comparisons.Warnings(library, [new ComparisonRun("other", "command", [], 0.9, Cost: there)]).ToList();
        Assert.Equal(warnings, found.Count);
        Assert.All(found, w => Assert.Contains($"chosen by {there ?? "power"}, this run's by {here}", w));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("no JSON")]
    [InlineData(null)]
    public void A_comparison_that_holds_no_results_is_refused_before_anything_runs(string? content)
    {
        var path = Path.Combine(folder, "results.json");
        if (content is not null)
            File.WriteAllText(path, content);
        var progress = new SilentProgress();
        var experiment = new Experiment
        {
            Network = "lenet5",
            N = 3,
            TargetSavings = [0.5],
            Report = new ReportOptions { Compare = [path] },
        };
        var error = Assert.Throws<ExperimentException>(() =>
            RunPipeline.Execute(experiment, Path.Combine(folder, "run"), progress)
        );
        Assert.StartsWith($"[report] compare: {path} holds no results of a run", error.Message, StringComparison.Ordinal);
        Assert.Empty(progress.Ran);
    }
}
