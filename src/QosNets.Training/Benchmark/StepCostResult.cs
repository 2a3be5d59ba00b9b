namespace QosNets.Training.Benchmark;

/// <summary>Times of training steps in seconds: medians over rounds in which each kind of step ran once.</summary>
/// <param name="Threads">Threads that were used.</param>
/// <param name="Batch">Images of one step.</param>
/// <param name="ObservingSeconds">A quantisation-aware step that still follows the ranges of activations and weights.</param>
/// <param name="QuantizedSeconds">A quantisation-aware step with frozen ranges: what a joint step does too, besides
/// emulation.</param>
/// <param name="JointSeconds">A joint retraining step of all points.</param>
/// <param name="Ratio"><paramref name="JointSeconds"/> / <paramref name="QuantizedSeconds"/>.</param>
/// <param name="Layers">The forward pass of every layer, one row for each multiplier that some point gives it.</param>
public sealed record StepCostResult(
    int Threads,
    int Batch,
    double ObservingSeconds,
    double QuantizedSeconds,
    double JointSeconds,
    double Ratio,
    IReadOnlyList<LayerCost> Layers
);

/// <summary>Cost of one layer's forward pass over a batch.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Multiplier">Name of its multiplier.</param>
/// <param name="Multiplications">Multiplications of the batch.</param>
/// <param name="ExactSeconds">The fake-quantised layer, exact products in float32 by libtorch.</param>
/// <param name="EmulatedSeconds">The emulated layer, bytes to float32, with taking over new weights as every step does.</param>
public sealed record LayerCost(string Layer, string Multiplier, long Multiplications, double ExactSeconds, double EmulatedSeconds)
{
    /// <summary>Emulated over exact time.</summary>
    public double Ratio => EmulatedSeconds / ExactSeconds;
}
