using QosNets.Sweeps.Files;
using QosNets.Sweeps.Local;
using QosNets.Sweeps.Plans;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Progress;
using QosNets.Training.Runs;

namespace QosNets.Training.Tests.Sweeps;

/// <summary>Runs whose stages take moments, in real folders.</summary>
internal sealed class FakeSweep : IRunLauncher, IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory().FullName;

    public SweepFolder Folder => new(Root);

    /// <summary>Every stage that was worked at, in order.</summary>
    public List<string> Worked { get; } = [];

    /// <summary>The most runs that worked at once.</summary>
    public int MostAtOnce { get; private set; }

    public Func<string, int> ExitCodeOf { get; set; } = _ => 0;

    public TimeSpan StageTime { get; set; } = TimeSpan.FromMilliseconds(30);

    /// <summary>Called when a stage begins.</summary>
    public Action Began { get; set; } = () => { };

    private int working;

    public void Dispose() => Directory.Delete(Root, recursive: true);

    public static PlannedRun Run(string name, params string[] keys) =>
        new(
            new SweepRun(name, name, new Dictionary<string, string>(), new Experiment { Name = name }),
            [.. keys.Select((k, i) => new PlannedStage($"stage{i}", k.PadRight(64, '0')))]
        );

    public SweepPlan Plan(params PlannedRun[] runs) => SweepPlan.Of(Folder, runs);

    public IStartedRun Start(PlannedRun run, SweepFolder folder)
    {
        var stop = new CancellationTokenSource();
        return new FakeRun(Task.Run(() => WorkAsync(run, folder, stop.Token)), stop);
    }

    private async Task<int> WorkAsync(PlannedRun run, SweepFolder folder, CancellationToken stop)
    {
        lock (Worked)
            MostAtOnce = Math.Max(MostAtOnce, ++working);
        try
        {
            foreach (var stage in run.Stages)
            {
                var place = StagePlaces.Shared(folder.Stages).FolderOf(stage.Name, stage.Key);
                using var hold = StagePlaces.Shared(folder.Stages).Hold(stage.Name, stage.Key, new NoProgress(), stop);
                if (place.FinishedSeconds() is not null)
                    continue;
                if (stop.IsCancellationRequested)
                    return 130;
                lock (Worked)
                    Worked.Add($"{run.Run.Name} {stage.Key.TrimEnd('0')}");
                Began();
                place.Prepare();
                await Task.Delay(StageTime, CancellationToken.None);
                if (ExitCodeOf(run.Run.Name) is var code and not 0)
                    return code;
                place.Finish(0);
            }
            Directory.CreateDirectory(folder.RunOf(run.Run));
            File.WriteAllText(folder.ResultsOf(run.Run), "{}");
            File.WriteAllText(Path.Combine(folder.RunOf(run.Run), "experiment.toml"), ExperimentFile.Write(run.Run.Experiment));
            return 0;
        }
        finally
        {
            lock (Worked)
                working--;
        }
    }

    private sealed class FakeRun(Task<int> end, CancellationTokenSource stop) : IStartedRun
    {
        public Task<int> End => end;

        public long PeakBytes => 1000;

        public string LastLine => "works";

        public string LastError => "";

        public void Stop() => stop.Cancel();

        public void Kill() => stop.Cancel();

        public void Dispose() => stop.Dispose();
    }

    private sealed class NoProgress : IRunProgress
    {
        public void Started(string stage, int index, int count) { }

        public void At(double fraction, string detail) { }

        public void Note(string line) { }

        public void Finished(string stage, TimeSpan elapsed, bool reused) { }
    }
}
