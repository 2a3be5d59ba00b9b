using System.Text;
using QosNets.Archives;
using QosNets.Data;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Reporting;
using QosNets.Reporting.Results;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Progress;
using QosNets.Training.Report;
using QosNets.Training.Stages;
using QosNets.Training.Torch;

namespace QosNets.Training.Runs;

/// <summary>Where a finished run left what.</summary>
public sealed class RunOutcome
{
    internal RunOutcome(string folder, string bundlePath, RunResults results)
    {
        (Folder, BundlePath, Results) = (folder, bundlePath, results);
    }

    /// <summary>The run's folder; <c>results.json</c> in it holds the figures for programs.</summary>
    public string Folder { get; }

    /// <summary>report.html.</summary>
    public string ReportPath => Path.Combine(Folder, "report.html");

    /// <summary>NAME.qosnet.</summary>
    public string BundlePath { get; }

    /// <summary>What results.json holds.</summary>
    internal RunResults Results { get; }
}

/// <summary>
/// The main job: from data and a multiplier library to a bundle of operating points and its report.
/// <code>
/// var experiment = ExperimentFile.Read("experiments/fashion-resnet8.toml", []);
/// var bundle = Bundle.Load(RunPipeline.Execute(experiment, "runs/mine").BundlePath);
/// </code>
/// </summary>
public static class RunPipeline
{
    /// <summary>
    /// Runs all stages of an experiment in a folder; finished stages are used again, and a stopped one goes on after its last
    /// finished epoch. The result does not depend on interruptions.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="folder">Folder of the run; made when missing.</param>
    /// <param name="progress">Hears how it goes on, if anybody does.</param>
    /// <param name="overwrite">Whether results of another experiment in the folder may be replaced.</param>
    /// <param name="sharedStages">
    /// A folder in which runs share their stages: one that another run has finished is used again, one that it is at is waited
    /// for. Null keeps the stages in the run's folder.
    /// </param>
    /// <param name="network">A network of the caller's instead of the one that the experiment names; its input and classes are
    /// those of the data set.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ExperimentException">The experiment does not fit its data or library.</exception>
    /// <exception cref="RunException">Another run works in the folder, or it holds the results of another
    /// experiment.</exception>
    /// <exception cref="TorchException">The training library cannot be loaded.</exception>
    /// <exception cref="SettingException">QOSNETS_KERNEL names no path of this processor.</exception>
    /// <exception cref="IOException">The disk is full.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled; calling again goes on.</exception>
    public static RunOutcome Execute(
        Experiment experiment,
        string folder,
        IRunProgress? progress = null,
        bool overwrite = false,
        string? sharedStages = null,
        Network? network = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(experiment);
        progress ??= new NoProgress();
        // Asked first: a wrong QOSNETS_KERNEL must not be found out after hours of training.
        _ = KernelPaths.Selected;
        if (!overwrite)
            RunFolder.Check(folder, experiment);
        var threads = StartTraining(experiment);
        Directory.CreateDirectory(folder);
        using var exclusive = RunLock.Take(folder);

        var run = Open(experiment, threads, network, progress);
        if (!overwrite)
            RunFolder.Check(folder, experiment, run.Network);
        Notes(run.Set, threads).ForEach(n => progress.Note($"note: {n}"));

        // Read first: a file that is none must not be found out after hours of training.
        var comparisons = Comparisons.Read(experiment);
        List<string> warnings = [.. Comparisons.Warnings(run.Library, comparisons)];
        warnings.ForEach(w => progress.Note($"warning: {w}"));

        var stages = RunStages.Of(run);
        var places = sharedStages is null ? StagePlaces.InRun(folder) : StagePlaces.Shared(sharedStages);
        stages.Visit(places, progress, cancel);

        var results = ResultsBuilder.Build(run, stages, warnings);
        // Before the results, so that no moment leaves results that nothing says what they are of.
        AtomicFile.Write(
            Path.Combine(folder, RunFolder.ExperimentName),
            Encoding.UTF8.GetBytes(ExperimentFile.Write(experiment))
        );
        RunReport.Write(ReportBuilder.Build(run, stages, results, comparisons), folder);
        var bundle = Path.Combine(folder, experiment.Name + ".qosnet");
        AtomicFile.Write(bundle, File.ReadAllBytes(stages.Get<BundleStage>().BundlePath));
        return new RunOutcome(folder, bundle, results);
    }

    /// <summary>Path of an experiment's multiplier library.</summary>
    /// <exception cref="DataException">It is the embedded one, and there is no data folder.</exception>
    internal static string LibraryOf(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        return experiment.Library.Length > 0 ? experiment.Library : DataFolder.File(DataFolder.UnsignedMultipliers);
    }

    /// <summary>Does one stage of an experiment, in a folder in which runs share their stages.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="sharedStages">The folder of the stages.</param>
    /// <param name="stage">Name of the stage, as <see cref="RunPlanner"/> has it.</param>
    /// <param name="progress">Hears how it goes on.</param>
    /// <param name="cancel">Stops it.</param>
    /// <exception cref="ExperimentException">The experiment does not fit its data or library.</exception>
    /// <exception cref="RunException">There is no such stage, or an earlier one is not finished.</exception>
    /// <exception cref="TorchException">The training library cannot be loaded.</exception>
    /// <exception cref="OperationCanceledException">The stage was cancelled; calling again goes on.</exception>
    internal static void ExecuteStage(
        Experiment experiment,
        string sharedStages,
        string stage,
        IRunProgress progress,
        CancellationToken cancel
    ) => RunStages.Of(Open(experiment, StartTraining(experiment))).VisitOnly(stage, sharedStages, progress, cancel);

    private static int StartTraining(Experiment experiment)
    {
        TorchLoader.Ensure();
        NativeMemory.KeepLargeBlocks();
        return Threading.Use(experiment.Threads);
    }

    /// <summary>Opens what an experiment names; what can be wrong is found here, before anything is trained.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="threads">Threads that the run uses.</param>
    /// <param name="network">A network of the caller's; null for the experiment's.</param>
    /// <param name="progress">Hears notes on the network, if anybody does.</param>
    /// <param name="images">Opens the images; null opens them anew.</param>
    internal static RunContext Open(
        Experiment experiment,
        int threads,
        Network? network = null,
        IRunProgress? progress = null,
        Func<Experiment, DataSet>? images = null
    )
    {
        var libraryPath = LibraryOf(experiment);
        var library = RunChecks.WithCost(experiment, MultiplierLibrary.Load(libraryPath));
        RunChecks.Check(experiment, library, libraryPath);
        if (network is null)
            NetworkSource.Check(experiment.Network);
        var set = (images ?? RunImages.Open)(experiment);
        RunChecks.Check(experiment, set);
        Keyed<NetworkStart>? start = null;
        if (network is null)
        {
            var source = NetworkSource.Open(experiment, set);
            (network, start) = (source.Network, source.Start);
            foreach (var note in source.Notes)
                progress?.Note($"note: {note}");
        }
        RunChecks.Check(network, set);
        RunChecks.Check(experiment, library, network);
        return new RunContext(experiment, set, network, library, Fingerprint.OfFile(libraryPath), threads, start);
    }

    private static List<string> Notes(DataSet set, int threads)
    {
        List<string> notes = [.. set.Notes];
        if (OpenMpEnvironment.Ignored is { Count: > 0 } ignored)
            notes.Add(
                $"{string.Join(", ", ignored)} of the environment {(ignored.Count == 1 ? "is" : "are")} not used: this run has "
                    + $"{threads} threads, the experiment's key threads sets them"
            );
        if (ConvolutionCheck.Note is { } unsound)
            notes.Add(unsound);
        return notes;
    }
}
