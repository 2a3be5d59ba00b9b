using QosNets.Training.Experiments;

namespace QosNets.Sweeps.Files;

/// <summary>Runs of one experiment that differ in some keys.</summary>
/// <param name="Name">The file's name without its extension; the folder of the sweep is <c>runs/NAME</c> by default.</param>
/// <param name="Runs">All runs, at least one, with different names.</param>
/// <param name="Slurm">What a cluster is asked for; the defaults when the file says nothing.</param>
internal sealed record Sweep(string Name, IReadOnlyList<SweepRun> Runs, SlurmOptions Slurm)
{
    /// <summary>
    /// The sweep with a number of threads for all experiments that leave theirs open. Results depend on it, so a sweep settles
    /// it once, not each machine for itself.
    /// </summary>
    /// <param name="threads">The number, 1 and up.</param>
    public Sweep WithThreads(int threads) =>
        this with
        {
            Runs =
            [
                .. Runs.Select(r =>
                    r.Experiment.Threads > 0 ? r : r with { Experiment = r.Experiment with { Threads = threads } }
                ),
            ],
        };
}

/// <summary>One run of a sweep.</summary>
/// <param name="Name">Its name, also of its folder: letters, digits, <c>-</c>, <c>_</c> and <c>.</c>.</param>
/// <param name="Group">The name without the seed: runs of a group differ in their seed only.</param>
/// <param name="Settings">What tells it from the other runs, the seed apart: value by key, both as written.</param>
/// <param name="Experiment">The experiment with all its values.</param>
internal sealed record SweepRun(string Name, string Group, IReadOnlyDictionary<string, string> Settings, Experiment Experiment);

/// <summary>What a job of a cluster asks for, as <c>sbatch</c> takes it; empty texts leave the cluster's default.</summary>
internal sealed record SlurmOptions
{
    /// <summary>Partition.</summary>
    public string Partition { get; init; } = "";

    /// <summary>Account that pays.</summary>
    public string Account { get; init; } = "";

    /// <summary>Time limit of one job, for example <c>6:00:00</c>; a job that reaches it is queued again and goes on.</summary>
    public string Time { get; init; } = "";

    /// <summary>Memory of one job, for example <c>8G</c>.</summary>
    public string Memory { get; init; } = "";

    /// <summary>Processors of one job, 1 and up; experiments that do not name their threads get as many.</summary>
    public int Cpus { get; init; } = 2;

    /// <summary>Jobs of one array that may run at once, or 0 for no limit.</summary>
    public int AtOnce { get; init; }
}
