using QosNets.Training.Torch;

namespace QosNets.Training.Pipeline;

/// <summary>A stage that trains.</summary>
internal interface ITrainingStage
{
    /// <summary>Name of the stage.</summary>
    string Name { get; }

    /// <summary>What each epoch left; empty when the stage trained none.</summary>
    IReadOnlyList<EpochResult> Curve();
}
