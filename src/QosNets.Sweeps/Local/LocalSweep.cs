using QosNets.Sweeps.Plans;

namespace QosNets.Sweeps.Local;

/// <summary>
/// Does the runs of a sweep on this machine. What is done is not done again; a run waits while another one is at the stage that
/// it needs next, and others go first; one that fails does not stop the rest.
/// </summary>
/// <param name="plan">The plan.</param>
/// <param name="launcher">Starts runs.</param>
/// <param name="limits">What may be taken of the machine.</param>
internal sealed class LocalSweep(SweepPlan plan, IRunLauncher launcher, LocalLimits limits)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);
    private readonly Dictionary<PlannedRun, IStartedRun> started = [];
    private readonly Dictionary<PlannedRun, string> failures = [];
    private long largest;

    /// <summary>Works until all runs are done or have failed.</summary>
    /// <param name="progress">Hears how it goes on.</param>
    /// <param name="cancel">Asks all runs to stop where they can go on later, and waits until they have.</param>
    /// <returns>The last states of all runs.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    /// <exception cref="IOException">A folder cannot be written.</exception>
    public async Task<IReadOnlyList<RunState>> ExecuteAsync(ISweepProgress progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(progress);
        plan.Folder.WriteExperiments(plan.Runs.Select(r => r.Run));
        var asked = false;
        try
        {
            while (true)
            {
                foreach (var (run, process) in started.Where(s => s.Value.End.IsCompleted).ToList())
                    await EndAsync(run, process, cancel).ConfigureAwait(false);
                if (!cancel.IsCancellationRequested)
                    StartWhatFits();
                else if (!asked)
                {
                    foreach (var process in started.Values)
                        process.Stop();
                    asked = true;
                }
                var states = States();
                progress.At(states);
                if (started.Count == 0)
                {
                    cancel.ThrowIfCancellationRequested();
                    return states;
                }
                await Task.WhenAny(started.Values.Select(s => s.End).Append(Task.Delay(Poll, CancellationToken.None)))
                    .ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var process in started.Values)
            {
                process.Kill();
                process.Dispose();
            }
        }
    }

    private async Task EndAsync(PlannedRun run, IStartedRun process, CancellationToken cancel)
    {
        var code = await process.End.ConfigureAwait(false);
        started.Remove(run);
        if (!plan.IsDone(run) && !cancel.IsCancellationRequested)
            failures[run] =
                code == 0 ? "ended without the results of its experiment; see its log"
                : process.LastError.Length > 0 ? process.LastError
                : $"ended with exit code {code}; see its log";
        process.Dispose();
    }

    private void StartWhatFits()
    {
        var allowed = AllowsOneMore();
        foreach (var run in plan.Runs)
        {
            if (!allowed)
                return;
            if (started.ContainsKey(run) || failures.ContainsKey(run) || plan.IsDone(run) || OthersDoItsStage(run))
                continue;
            started.Add(run, launcher.Start(run, plan.Folder));
            allowed = AllowsOneMore();
        }
    }

    private bool AllowsOneMore()
    {
        var peaks = started.Values.Select(s => s.PeakBytes).ToList();
        largest = peaks.Append(largest).Max();
        return limits.AllowsOneMore(peaks, largest);
    }

    // A run whose next stage another one is at would only wait for it, and keep a place.
    private bool OthersDoItsStage(PlannedRun run) =>
        plan.NextStage(run) is { } next && started.Keys.Any(s => plan.NextStage(s)?.Key == next.Key);

    private List<RunState> States() =>
        [
            .. plan.Runs.Select(r =>
            {
                var finished = plan.FinishedStages(r);
                return started.TryGetValue(r, out var process)
                        ? new RunState(r.Run.Name, RunPhase.Running, r.Stages.Count, finished, process.LastLine)
                    : failures.TryGetValue(r, out var why)
                        ? new RunState(r.Run.Name, RunPhase.Failed, r.Stages.Count, finished, why)
                    : plan.IsDone(r) ? new RunState(r.Run.Name, RunPhase.Done, r.Stages.Count, finished, "")
                    : new RunState(r.Run.Name, RunPhase.Waiting, r.Stages.Count, finished, "");
            }),
        ];
}
