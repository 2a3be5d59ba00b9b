using QosNets.Training.Progress;
using QosNets.Training.Torch;

namespace QosNets.Training.Pipeline;

/// <summary>What a stage works with besides its inputs; none of it changes a result.</summary>
/// <param name="Checkpoint">Where the stage keeps the state of its training.</param>
/// <param name="Progress">Hears how the stage goes on.</param>
/// <param name="Cancel">Stops the stage.</param>
internal sealed record StageWork(Checkpoint Checkpoint, IRunProgress Progress, CancellationToken Cancel);
