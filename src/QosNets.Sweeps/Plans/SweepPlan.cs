using QosNets.Sweeps.Files;
using QosNets.Training.Runs;

namespace QosNets.Sweeps.Plans;

/// <summary>A run with the stages that it goes through.</summary>
/// <param name="Run">The run.</param>
/// <param name="Stages">Its stages in order.</param>
internal sealed record PlannedRun(SweepRun Run, IReadOnlyList<PlannedStage> Stages);

/// <summary>Which stages the runs of a sweep go through, and what of it is done.</summary>
internal sealed class SweepPlan
{
    // What is finished stays so; only the rest is looked up again.
    private readonly HashSet<string> finished = [];
    private readonly HashSet<PlannedRun> done = [];

    private SweepPlan(SweepFolder folder, IReadOnlyList<PlannedRun> runs)
    {
        (Folder, Runs) = (folder, runs);
    }

    /// <summary>Where the sweep is kept.</summary>
    public SweepFolder Folder { get; }

    /// <summary>All runs.</summary>
    public IReadOnlyList<PlannedRun> Runs { get; }

    /// <summary>Stages of all runs together, each as often as it must be done.</summary>
    public int DistinctStages => Runs.SelectMany(r => r.Stages).Select(s => s.Key).Distinct().Count();

    /// <summary>Plans a sweep: opens the data and the library of every run and finds out what its stages read.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="folder">Where it is kept.</param>
    /// <exception cref="SweepException">An experiment does not fit its data or library; the message names the run.</exception>
    public static SweepPlan Of(Sweep sweep, SweepFolder folder)
    {
        var runs = new List<PlannedRun>();
        var planner = new RunPlanner();
        foreach (var run in sweep.Runs)
        {
            try
            {
                runs.Add(new PlannedRun(run, planner.Plan(run.Experiment)));
            }
            catch (UserException e)
            {
                throw new SweepException($"run {run.Name}: {e.Message}", e);
            }
        }
        return new SweepPlan(folder, runs);
    }

    /// <summary>A plan of runs whose stages are known.</summary>
    internal static SweepPlan Of(SweepFolder folder, IReadOnlyList<PlannedRun> runs) => new(folder, runs);

    /// <summary>The first stage of a run that nobody has finished, or null when all are.</summary>
    public PlannedStage? NextStage(PlannedRun run) => run.Stages.FirstOrDefault(s => !IsFinished(s));

    /// <summary>How many stages of a run are finished.</summary>
    public int FinishedStages(PlannedRun run) => run.Stages.TakeWhile(IsFinished).Count();

    /// <summary>Whether nothing of a run is left to do.</summary>
    public bool IsDone(PlannedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (done.Contains(run))
            return true;
        if (NextStage(run) is not null || !Folder.HasResults(run.Run))
            return false;
        done.Add(run);
        return true;
    }

    private bool IsFinished(PlannedStage stage)
    {
        if (finished.Contains(stage.Key))
            return true;
        if (!SharedStages.IsFinished(Folder.Stages, stage))
            return false;
        finished.Add(stage.Key);
        return true;
    }
}
