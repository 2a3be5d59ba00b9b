using System.Text;
using QosNets.Archives;
using QosNets.Sweeps.Files;
using QosNets.Training.Experiments;

namespace QosNets.Sweeps.Plans;

/// <summary>
/// The folder of a sweep: the experiment of each run in <c>experiments</c>, the runs in <c>runs</c>, what they say in
/// <c>logs</c>, the stages that they share in <c>stages</c>, and beside these what the sweep found.
/// </summary>
/// <param name="path">The folder.</param>
internal sealed class SweepFolder(string path)
{
    /// <summary>The folder itself, absolute.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Where the runs keep their stages.</summary>
    public string Stages => System.IO.Path.Combine(Path, "stages");

    /// <summary>The experiment of a run, with all its values.</summary>
    public string ExperimentOf(SweepRun run) => System.IO.Path.Combine(Path, "experiments", run.Name + ".toml");

    /// <summary>The folder of a run.</summary>
    public string RunOf(SweepRun run) => System.IO.Path.Combine(Path, "runs", run.Name);

    /// <summary>What a run says.</summary>
    public string LogOf(SweepRun run) => System.IO.Path.Combine(Path, "logs", run.Name + ".log");

    /// <summary>Results of a run.</summary>
    public string ResultsOf(SweepRun run) => System.IO.Path.Combine(RunOf(run), "results.json");

    /// <summary>Writes the experiments of all runs.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void WriteExperiments(IEnumerable<SweepRun> runs)
    {
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "experiments"));
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "logs"));
        foreach (var run in runs)
            AtomicFile.Write(ExperimentOf(run), Encoding.UTF8.GetBytes(ExperimentFile.Write(run.Experiment)));
    }

    /// <summary>Whether a run has left the results of its experiment as it is now.</summary>
    public bool HasResults(SweepRun run)
    {
        var experiment = System.IO.Path.Combine(RunOf(run), "experiment.toml");
        return File.Exists(ResultsOf(run))
            && File.Exists(experiment)
            && File.ReadAllText(experiment) == ExperimentFile.Write(run.Experiment);
    }
}
