using QosNets.Sweeps.Files;
using QosNets.Sweeps.Local;
using QosNets.Sweeps.Slurm;
using Xunit;

namespace QosNets.Training.Tests.Sweeps;

public sealed class SlurmSweepTests : IDisposable
{
    private readonly FakeSweep fake = new();
    private readonly Queue queue = new();

    public void Dispose() => fake.Dispose();

    private SlurmSweep Sweep(params FakeRunSpec[] runs) =>
        new(
            fake.Plan([.. runs.Select(r => FakeSweep.Run(r.Name, r.Keys))]),
            "many",
            queue,
            new SlurmOptions
            {
                Partition = "long",
                Time = "1:00",
                Cpus = 3,
                AtOnce = 5,
            }
        );

    private string Text(string name) => File.ReadAllText(Path.Combine(fake.Root, "slurm", name));

    [Fact]
    public void Each_level_is_an_array_of_different_stages_after_the_level_before()
    {
        var levels = Sweep(new("a", ["base", "x"]), new("b", ["base", "y"])).Submit(["tool", "run"], ["tool", "sweep"]);
        Assert.Equal([("stage0", 1), ("stage1", 2), ("report", 2), ("collect", 1)], levels.Select(l => (l.Name, l.Tasks)));
        Assert.Equal([null, "1", "2", "3"], queue.Submitted.Select(s => s.After));
        Assert.Equal(2, Text("01-stage1.tasks").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        var script = Text("01-stage1.sh");
        Assert.Contains("#SBATCH --array=0-1%5\n", script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --partition=long\n", script, StringComparison.Ordinal);
        Assert.Contains("#SBATCH --cpus-per-task=3\n", script, StringComparison.Ordinal);
        Assert.DoesNotContain("--account", script, StringComparison.Ordinal);
        Assert.All(["a", "b"], run => Assert.True(File.Exists(Path.Combine(fake.Root, "experiments", run + ".toml"))));
    }

    [Fact]
    public async Task Only_what_is_left_is_submitted()
    {
        fake.ExitCodeOf = name => name == "b" ? 1 : 0;
        var plan = fake.Plan(FakeSweep.Run("a", "base", "x"), FakeSweep.Run("b", "base", "y"));
        await new LocalSweep(plan, fake, new LocalLimits(1)).ExecuteAsync(new Silence(), default);
        var levels = Sweep(new("a", ["base", "x"]), new("b", ["base", "y"])).Submit(["tool"], ["tool"]);
        Assert.Equal([("stage1", 1), ("report", 1), ("collect", 1)], levels.Select(l => (l.Name, l.Tasks)));
        Assert.Contains("b.toml", Text("00-stage1.tasks"), StringComparison.Ordinal);

        fake.ExitCodeOf = _ => 0;
        await new LocalSweep(plan, fake, new LocalLimits(1)).ExecuteAsync(new Silence(), default);
        queue.OpenJobs = [];
        Assert.Empty(Sweep(new("a", ["base", "x"]), new("b", ["base", "y"])).Submit(["tool"], ["tool"]));
    }

    [Fact]
    public void A_sweep_whose_jobs_are_open_is_not_submitted_twice()
    {
        Sweep(new FakeRunSpec("a", ["x"])).Submit(["tool"], ["tool"]);
        queue.OpenJobs = ["2"];
        var error = Assert.Throws<SweepException>(() => Sweep(new FakeRunSpec("a", ["x"])).Submit(["tool"], ["tool"]));
        Assert.Contains("scancel 2", error.Message, StringComparison.Ordinal);
        queue.OpenJobs = ["77"];
        Sweep(new FakeRunSpec("a", ["x"])).Submit(["tool"], ["tool"]);
    }

    [Fact]
    public void Jobs_are_known_even_when_a_later_submission_fails()
    {
        queue.FailAt = 2;
        Assert.Throws<SweepException>(() => Sweep(new FakeRunSpec("a", ["x", "y"])).Submit(["tool"], ["tool"]));
        Assert.Equal("1\n", Text("jobs.txt"));
    }

    [Theory]
    [InlineData("plain/path-1.toml", "plain/path-1.toml")]
    [InlineData("two words", "'two words'")]
    [InlineData("it's", "'it'\\''s'")]
    [InlineData("$(rm x)`;&", "'$(rm x)`;&'")]
    public void Words_reach_the_shell_as_they_are(string word, string quoted) => Assert.Equal(quoted, SlurmScript.Line([word]));

    private sealed class Silence : ISweepProgress
    {
        public void At(IReadOnlyList<RunState> states) { }
    }

    private sealed class Queue : ISlurmQueue
    {
        public List<(string Script, string? After)> Submitted { get; } = [];

        public IReadOnlyList<string> OpenJobs { get; set; } = [];

        public int FailAt { get; set; } = int.MaxValue;

        public string Submit(string script, string? after)
        {
            Submitted.Add((script, after));
            return Submitted.Count < FailAt ? $"{Submitted.Count}" : throw new SweepException("sbatch: no");
        }

        public IReadOnlyList<string> Open(IReadOnlyList<string> jobs) => [.. OpenJobs.Intersect(jobs)];
    }
}

internal sealed record FakeRunSpec(string Name, string[] Keys);
