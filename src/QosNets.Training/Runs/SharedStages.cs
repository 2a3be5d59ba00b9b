using QosNets.Training.Pipeline;

namespace QosNets.Training.Runs;

/// <summary>What is done in a folder in which runs share their stages.</summary>
internal static class SharedStages
{
    /// <summary>Whether a stage is finished.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="stage">The stage.</param>
    public static bool IsFinished(string folder, PlannedStage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return StagePlaces.Shared(folder).FolderOf(stage.Name, stage.Key).FinishedSeconds() is not null;
    }
}
