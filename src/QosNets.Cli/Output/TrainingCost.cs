using QosNets.Training.Benchmark;

namespace QosNets.Cli.Output;

/// <summary>
/// What <c>qosnets bench train</c> tells; its JSON form as it is. Times are seconds, medians over rounds of one step of each
/// kind.
/// </summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Points">Names of the points, each the multiplier of all its layers.</param>
/// <param name="Batch">Images of one step.</param>
/// <param name="Threads">Threads that were used.</param>
/// <param name="ObservingStepSeconds">A quantisation-aware step that still follows the ranges of activations and weights.</param>
/// <param name="QuantizedStepSeconds">An ordinary quantisation-aware step, ranges frozen.</param>
/// <param name="JointStepSeconds">A joint step of all points.</param>
/// <param name="Ratio">Joint over ordinary step.</param>
/// <param name="Layers">The forward pass of every layer with each of the multipliers.</param>
internal sealed record TrainingCost(
    string Network,
    IReadOnlyList<string> Points,
    int Batch,
    int Threads,
    double ObservingStepSeconds,
    double QuantizedStepSeconds,
    double JointStepSeconds,
    double Ratio,
    IReadOnlyList<LayerCost> Layers
)
{
    /// <summary>What was measured of a network and its points.</summary>
    public static TrainingCost Of(string network, IReadOnlyList<string> points, StepCostResult result) =>
        new(
            network,
            points,
            result.Batch,
            result.Threads,
            result.ObservingSeconds,
            result.QuantizedSeconds,
            result.JointSeconds,
            result.Ratio,
            result.Layers
        );
}
