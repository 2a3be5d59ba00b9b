using System.Text;
using QosNets.Archives;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Reporting;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Progress;
using QosNets.Training.Report;
using QosNets.Training.Stages;
using QosNets.Training.Torch;

namespace QosNets.Training.Runs;

/// <summary>The main job: from data and a multiplier library to a bundle of operating points and its report.</summary>
public static class RunPipeline
{
    /// <summary>
    /// Runs all stages of an experiment in a folder; finished stages are used again, and a stopped one goes on after its last
    /// finished epoch. The result does not depend on interruptions.
    /// </summary>
    /// <exception cref="ExperimentException">The experiment does not fit its data or library.</exception>
    /// <exception cref="RunException">Another run works in the folder.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; calling again goes on.</exception>
    public static RunOutcome Execute(Experiment experiment, string folder, IRunProgress progress, CancellationToken cancel)
    {
        TorchLoader.Ensure();
        NativeMemory.KeepLargeBlocks();
        var threads = Threading.Use(experiment.Threads);
        Directory.CreateDirectory(folder);
        using var exclusive = RunLock.Take(folder);

        var libraryPath = experiment.Library.Length > 0 ? experiment.Library : DataFolder.File("evoapprox/mul8u.npz");
        var library = MultiplierLibrary.Load(libraryPath);
        if (experiment.N > library.Multipliers.Count)
            throw new ExperimentException(
                $"n = {experiment.N}, but {libraryPath} holds {library.Multipliers.Count} multipliers; lower n or name a "
                    + $"larger library"
            );
        var set = DataSets.Open(experiment.Dataset, experiment.Data.Length > 0 ? experiment.Data : null, CacheFolder());
        if (experiment.Validation >= set.Train.Count)
            throw new ExperimentException(
                $"validation = {experiment.Validation} leaves none of the {set.Train.Count} training images; lower it"
            );
        var network = BuiltInNetworks.Create(
            experiment.Network,
            new Shape(set.Train.Channels, set.Train.Height, set.Train.Width),
            set.ClassNames.Count,
            set.Mean,
            set.Std
        );
        var run = new RunContext(experiment, set, network, library, Fingerprint.OfFile(libraryPath), threads);

        // Read first: a file that is none must not be found out after hours of training.
        var comparisons = Comparisons.Read(experiment);
        List<string> warnings = [.. Comparisons.Warnings(library, comparisons)];
        warnings.ForEach(w => progress.Note($"warning: {w}"));

        var stages = RunStages.Of(run);
        stages.Visit(folder, progress, cancel);

        var results = ResultsBuilder.Build(run, stages, warnings);
        RunReport.Write(ReportBuilder.Build(run, stages, results, comparisons), folder);
        AtomicFile.Write(Path.Combine(folder, "experiment.toml"), Encoding.UTF8.GetBytes(ExperimentFile.Write(experiment)));
        var bundle = Path.Combine(folder, experiment.Name + ".qosnet");
        AtomicFile.Write(bundle, File.ReadAllBytes(stages.Get<BundleStage>().BundlePath));
        return new RunOutcome(folder, Path.Combine(folder, "report.html"), bundle, results);
    }

    private static string CacheFolder() =>
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
            "qosnets",
            "images"
        );
}
