using QosNets.Sweeps.Files;
using Xunit;

namespace QosNets.Training.Tests.Sweeps;

public sealed class SweepFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Sweep Read(string text)
    {
        File.WriteAllText(Path.Combine(folder, "base.toml"), "network = \"lenet5\"\ntarget_savings = [0.5]\n");
        var path = Path.Combine(folder, "many.toml");
        File.WriteAllText(path, text);
        return SweepFile.Read(path);
    }

    private string Refusal(string text) => Assert.ThrowsAny<UserException>(() => Read(text)).Message;

    [Fact]
    public void Runs_are_every_variant_with_every_cell_and_seed()
    {
        var sweep = Read(
            """
            experiment = "base.toml"
            seeds = [3, 4]
            [set]
            validation = 700
            [grid]
            n = [1, 2]
            "retraining.epochs" = [5, 6]
            [[run]]
            name = "a"
            [[run]]
            name = "b"
            correction = false
            """
        );
        Assert.Equal("many", sweep.Name);
        Assert.Equal(2 * 2 * 2 * 2, sweep.Runs.Count);
        Assert.Equal("a-n1-epochs5-seed3", sweep.Runs[0].Name);
        Assert.Equal("a-n1-epochs5", sweep.Runs[1].Group);
        var last = sweep.Runs[^1];
        Assert.Equal("b-n2-epochs6-seed4", last.Name);
        Assert.Equal(
            (2, 6, 4, 700, false),
            (
                last.Experiment.N,
                last.Experiment.Retraining.Epochs,
                last.Experiment.Seed,
                last.Experiment.Validation,
                last.Experiment.Correction
            )
        );
        Assert.Equal("lenet5", last.Experiment.Network);
        Assert.Equal(last.Name, last.Experiment.Name);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["correction"] = "false",
                ["n"] = "2",
                ["retraining.epochs"] = "6",
                ["variant"] = "b",
            },
            last.Settings
        );
    }

    [Fact]
    public void A_file_that_names_an_experiment_only_is_one_run_of_it()
    {
        var run = Assert.Single(Read("experiment = \"base.toml\"").Runs);
        Assert.Equal("base", run.Name);
        Assert.Empty(run.Settings);
    }

    [Fact]
    public void Names_hold_nothing_that_a_folder_cannot_be_called()
    {
        var sweep = Read(
            "experiment = \"base.toml\"\n[grid]\ntarget_savings = [[0.5], [0.5, 0.75]]\nlibrary = [\"x/../../y z.npz\"]"
        );
        Assert.Equal(["targetsavings0.5-libraryy_z", "targetsavings0.5_0.75-libraryy_z"], sweep.Runs.Select(r => r.Name));
    }

    [Fact]
    public void Paths_are_relative_to_the_sweeps_folder_where_they_exist_there()
    {
        File.WriteAllText(Path.Combine(folder, "mine.npz"), "");
        var run = Assert.Single(Read("experiment = \"base.toml\"\n[set]\nlibrary = \"mine.npz\"").Runs);
        Assert.Equal(Path.Combine(folder, "mine.npz"), run.Experiment.Library);
    }

    [Fact]
    public void Threads_that_experiments_leave_open_are_settled_once()
    {
        var sweep = Read("experiment = \"base.toml\"\n[grid]\nthreads = [0, 3]").WithThreads(7);
        Assert.Equal([7, 3], sweep.Runs.Select(r => r.Experiment.Threads));
    }

    [Theory]
    [InlineData("seeds = [1]", "names no experiment")]
    [InlineData("experiment = 3", "many.toml:1: experiment = 3 is no path")]
    [InlineData("experiment = \"none.toml\"", "none.toml: there is no such file")]
    [InlineData("experiment = \"base.toml\"\nseeds = 1", "many.toml:2: seeds = 1 is no list")]
    [InlineData("experiment = \"base.toml\"\nseeds = []", "many.toml:2: seeds = [] is no list")]
    [InlineData("experiment = \"base.toml\"\nn = 2", "many.toml:2: n is not a key here")]
    [InlineData("experiment = \"base.toml\"\n[sets]\nn = 2", "many.toml:2: [sets] is not a section")]
    [InlineData("experiment = \"base.toml\"\n[run]\nname = \"a\"", "many.toml:2: write [[run]]")]
    [InlineData("experiment = \"base.toml\"\n[[grid]]\nn = [2]", "many.toml:2: write [grid]")]
    [InlineData("experiment = \"base.toml\"\n[[run]]\nn = 2", "many.toml:2: this [[run]] has no name")]
    [InlineData("experiment = \"base.toml\"\n[grid]\nm = [2]", "many.toml:3: m is not a key; the nearest is n")]
    [InlineData("experiment = \"base.toml\"\n[grid]\nn = [1, 0]", "many.toml:3: n = 0 is below 1")]
    [InlineData("experiment = \"base.toml\"\n[grid]\nn = [1, 1]", "2 runs would be called n1")]
    [InlineData("experiment = \"base.toml\"\n[slurm]\ncpus = 0", "many.toml:3: slurm.cpus = 0; give a whole number, 1 and up")]
    [InlineData("experiment = \"base.toml\"\n[slurm]\ntime = \"1; rm -rf /\"", "many.toml:3: slurm.time")]
    [InlineData("experiment = \"base.toml\"\n[slurm]\nqueue = \"x\"", "many.toml:3: slurm.queue is not a key")]
    [InlineData("experiment = \"base.toml", "many.toml:1: ")]
    public void What_is_wrong_is_named_with_its_place(string text, string message) =>
        Assert.Contains(message, Refusal(text), StringComparison.Ordinal);

    [Fact]
    public void A_grid_beyond_all_patience_is_refused()
    {
        var many = string.Join(", ", Enumerable.Range(1, 200));
        Assert.Contains(
            "40000 runs",
            Refusal($"experiment = \"base.toml\"\nseeds = [{many}]\n[grid]\nn = [{many}]"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_missing_file_is_said_so() =>
        Assert.Contains(
            "there is no such file",
            Assert.Throws<SweepException>(() => SweepFile.Read(Path.Combine(folder, "no.toml"))).Message,
            StringComparison.Ordinal
        );
}
