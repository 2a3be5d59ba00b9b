using QosNets.Quantization;

namespace QosNets.Training.Stages;

/// <summary>What a network begins with, where it comes from a file: parameters, and the grids of the file.</summary>
/// <param name="Parameters">Values by name; parameters that are missing begin at random.</param>
/// <param name="Quantizers">Grids of tensors that are kept, by quantising node.</param>
/// <param name="WeightQuantizers">Grids of weights that are kept, by layer.</param>
internal sealed record NetworkStart(
    IReadOnlyDictionary<string, float[]> Parameters,
    IReadOnlyDictionary<string, AffineQuantizer> Quantizers,
    IReadOnlyDictionary<string, WeightQuantizer> WeightQuantizers
)
{
    /// <summary>The start of a network without a file: everything at random.</summary>
    public static NetworkStart None { get; } =
        new(
            new Dictionary<string, float[]>(),
            new Dictionary<string, AffineQuantizer>(),
            new Dictionary<string, WeightQuantizer>()
        );
}
