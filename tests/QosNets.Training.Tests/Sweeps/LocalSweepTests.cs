using QosNets.Sweeps.Local;
using QosNets.Sweeps.Plans;
using Xunit;

namespace QosNets.Training.Tests.Sweeps;

public sealed class LocalSweepTests : IDisposable
{
    private readonly FakeSweep fake = new();
    private readonly States heard = new();

    public void Dispose() => fake.Dispose();

    private Task<IReadOnlyList<RunState>> Execute(SweepPlan plan, int jobs, CancellationToken cancel = default) =>
        new LocalSweep(plan, fake, new LocalLimits(jobs)).ExecuteAsync(heard, cancel);

    [Fact]
    public async Task What_runs_share_is_done_once()
    {
        var plan = fake.Plan(FakeSweep.Run("a", "base", "x"), FakeSweep.Run("b", "base", "y"), FakeSweep.Run("c", "base", "x"));
        var states = await Execute(plan, jobs: 3);
        Assert.All(states, s => Assert.Equal((RunPhase.Done, 2), (s.Phase, s.FinishedStages)));
        Assert.Equal(3, fake.Worked.Select(w => w.Split(' ')[1]).Distinct().Count());
        Assert.Equal(3, fake.Worked.Count);
    }

    [Fact]
    public async Task A_run_whose_stage_another_one_is_at_lets_others_go_first()
    {
        fake.StageTime = TimeSpan.FromMilliseconds(400);
        var plan = fake.Plan(FakeSweep.Run("a", "base"), FakeSweep.Run("b", "base"), FakeSweep.Run("c", "other"));
        await Execute(plan, jobs: 2);
        Assert.Equal(["a base", "c other"], fake.Worked.Order());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task No_more_runs_work_at_once_than_may(int jobs)
    {
        await Execute(fake.Plan([.. Enumerable.Range(0, 6).Select(i => FakeSweep.Run($"r{i}", $"k{i}"))]), jobs);
        Assert.Equal(jobs, fake.MostAtOnce);
    }

    [Fact]
    public async Task A_run_that_fails_does_not_stop_the_rest_and_is_tried_again_by_the_next_start()
    {
        fake.ExitCodeOf = name => name == "b" ? 1 : 0;
        var runs = new[] { FakeSweep.Run("a", "1"), FakeSweep.Run("b", "2"), FakeSweep.Run("c", "3") };
        var states = await Execute(fake.Plan(runs), jobs: 1);
        Assert.Equal([RunPhase.Done, RunPhase.Failed, RunPhase.Done], states.Select(s => s.Phase));
        Assert.Contains("exit code 1", states[1].Detail, StringComparison.Ordinal);

        fake.ExitCodeOf = _ => 0;
        fake.Worked.Clear();
        states = await Execute(fake.Plan(runs), jobs: 1);
        Assert.All(states, s => Assert.Equal(RunPhase.Done, s.Phase));
        Assert.Equal(["b 2"], fake.Worked);
    }

    [Fact]
    public async Task A_run_that_says_success_without_results_counts_as_failed()
    {
        var launcher = new Liar();
        var states = await new LocalSweep(fake.Plan(FakeSweep.Run("a", "1")), launcher, new LocalLimits(1)).ExecuteAsync(
            heard,
            default
        );
        Assert.Equal(RunPhase.Failed, Assert.Single(states).Phase);
        Assert.Equal(1, launcher.Starts);
    }

    [Fact]
    public async Task A_stop_waits_for_the_runs_and_the_next_start_goes_on()
    {
        // Longer than the sweep takes to hear of the stop.
        fake.StageTime = TimeSpan.FromSeconds(1);
        var runs = new[] { FakeSweep.Run("a", "1", "2"), FakeSweep.Run("b", "3") };
        using var stop = new CancellationTokenSource();
        fake.Began = stop.Cancel;
        await Assert.ThrowsAsync<OperationCanceledException>(() => Execute(fake.Plan(runs), jobs: 1, stop.Token));
        Assert.Equal(["a 1"], fake.Worked);
        (fake.Began, fake.StageTime) = (() => { }, TimeSpan.Zero);
        await Execute(fake.Plan(runs), jobs: 1);
        Assert.Equal(["a 1", "a 2", "b 3"], fake.Worked);
    }

    [Fact]
    public async Task An_experiment_that_changed_is_run_again()
    {
        var run = FakeSweep.Run("a", "1");
        await Execute(fake.Plan(run), jobs: 1);
        var changed = run with { Run = run.Run with { Experiment = run.Run.Experiment with { N = 9 } } };
        Assert.False(fake.Plan(changed).IsDone(changed));
        Assert.True(fake.Plan(run).IsDone(run));
    }

    [Fact]
    public void Memory_limits_the_runs_by_the_largest_so_far()
    {
        var limits = new LocalLimits(Jobs: 4, MemoryBytes: 10L << 30);
        Assert.True(limits.AllowsOneMore([], 0));
        Assert.True(limits.AllowsOneMore([1L << 30, 1L << 30], 3L << 30));
        Assert.False(limits.AllowsOneMore([1L << 30, 1L << 30, 1L << 30], 3L << 30));
        // Nothing known yet: two GiB each.
        Assert.True(limits.AllowsOneMore([1L << 20], 0));
        Assert.False(new LocalLimits(4, 3L << 30).AllowsOneMore([1L << 20], 0));
        Assert.True(new LocalLimits(1, 1).AllowsOneMore([], 8L << 30));
    }

    private sealed class States : ISweepProgress
    {
        public void At(IReadOnlyList<RunState> states) { }
    }

    private sealed class Liar : IRunLauncher
    {
        public int Starts { get; private set; }

        public IStartedRun Start(PlannedRun run, SweepFolder folder)
        {
            Starts++;
            return new Ended();
        }

        private sealed class Ended : IStartedRun
        {
            public Task<int> End => Task.FromResult(0);

            public long PeakBytes => 0;

            public string LastLine => "";

            public string LastError => "";

            public void Stop() { }

            public void Kill() { }

            public void Dispose() { }
        }
    }
}
