using System.Globalization;
using System.Text;
using QosNets.Archives;
using QosNets.Sweeps.Files;
using QosNets.Sweeps.Plans;

namespace QosNets.Sweeps.Slurm;

/// <summary>A job array that was submitted.</summary>
/// <param name="Name">What its tasks do.</param>
/// <param name="Tasks">How many they are.</param>
/// <param name="Job">The job's number.</param>
internal sealed record SubmittedLevel(string Name, int Tasks, string Job);

/// <summary>Hands what is left of a sweep to a Slurm cluster: an array a level, each after the one before.</summary>
/// <param name="plan">The plan; its folder must be one that all nodes see.</param>
/// <param name="name">Name of the sweep, for the queue.</param>
/// <param name="queue">The cluster.</param>
/// <param name="options">What a job asks for.</param>
internal sealed class SlurmSweep(SweepPlan plan, string name, ISlurmQueue queue, SlurmOptions options)
{
    private string Folder => Path.Combine(plan.Folder.Path, "slurm");

    private string JobsPath => Path.Combine(Folder, "jobs.txt");

    /// <summary>Submits what is left; nothing when all is done.</summary>
    /// <param name="run">Program and arguments of the <c>run</c> command, which a task's arguments follow.</param>
    /// <param name="collect">Program and arguments that write the sweep's tables when all has ended.</param>
    /// <exception cref="SweepException">Jobs of an earlier submission are still open, or the cluster refuses.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IReadOnlyList<SubmittedLevel> Submit(IReadOnlyList<string> run, IReadOnlyList<string> collect)
    {
        RefuseWhileOpen();
        var levels = SlurmLevels.Of(plan);
        if (levels.Count == 0)
            return [];
        plan.Folder.WriteExperiments(plan.Runs.Select(r => r.Run));
        Directory.CreateDirectory(Folder);
        var logs = Path.GetDirectoryName(plan.Folder.LogOf(plan.Runs[0].Run))!;
        var submitted = new List<SubmittedLevel>();
        foreach (var (i, level) in levels.Index())
        {
            var path = Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{i:00}-{level.Name}"));
            Write(path + ".tasks", string.Concat(level.Tasks.Select(t => SlurmScript.Line(t) + "\n")));
            Write(path + ".sh", SlurmScript.Array(name, level, run, path + ".tasks", logs, options));
            submitted.Add(new SubmittedLevel(level.Name, level.Tasks.Count, Submit(path + ".sh", submitted)));
        }
        var last = Path.Combine(Folder, "collect.sh");
        Write(last, SlurmScript.Single(name + "-collect", collect, logs, options));
        submitted.Add(new SubmittedLevel("collect", 1, Submit(last, submitted)));
        return submitted;
    }

    // The numbers are kept at once: what is submitted must be known even when the next submission fails.
    private string Submit(string script, List<SubmittedLevel> before)
    {
        var job = queue.Submit(script, before.Count == 0 ? null : before[^1].Job);
        Write(JobsPath, string.Concat(before.Select(b => b.Job + "\n")) + job + "\n");
        return job;
    }

    private void RefuseWhileOpen()
    {
        if (!File.Exists(JobsPath))
            return;
        var open = queue.Open(File.ReadAllLines(JobsPath));
        if (open.Count > 0)
            throw new SweepException(
                $"{plan.Folder.Path}: jobs {string.Join(", ", open)} of this sweep are still queued or at work; wait for them, "
                    + $"or end them with scancel {string.Join(' ', open)}"
            );
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(text));
}
