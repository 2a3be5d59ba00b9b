using QosNets.Data;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;

namespace QosNets.Training.Runs;

/// <summary>A stage that an experiment's run will visit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Key">Hash of everything that it reads; equal keys are equal work.</param>
internal sealed record PlannedStage(string Name, string Key);

/// <summary>
/// Finds out which stages experiments go through; nothing is trained. Images that several experiments share are read once.
/// </summary>
internal sealed class RunPlanner
{
    private readonly Dictionary<string, DataSet> sets = [];

    /// <summary>The stages of an experiment with their keys, in the order in which they run.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <exception cref="ExperimentException">The experiment does not fit its data or library.</exception>
    public IReadOnlyList<PlannedStage> Plan(Experiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        var threads = experiment.Threads > 0 ? experiment.Threads : Environment.ProcessorCount;
        var run = RunPipeline.Open(experiment, threads, images: ImagesOf);
        return [.. RunStages.Of(run).InOrder.Select(s => new PlannedStage(s.Name, s.Key))];
    }

    private DataSet ImagesOf(Experiment experiment)
    {
        var keys = ExperimentKeys.All.Where(k => k.Path is "dataset" or "data" || k.Section == "images");
        var key = string.Join('\n', keys.Select(k => k.Kind.Write(k.Get(experiment))));
        if (!sets.TryGetValue(key, out var set))
            sets.Add(key, set = RunImages.Open(experiment));
        return set;
    }
}
