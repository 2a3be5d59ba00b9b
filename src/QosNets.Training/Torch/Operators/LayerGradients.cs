using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// The gradients of a layer's exact products by its input and by its weights, without the forward pass that autograd would
/// want first.
/// </summary>
internal abstract class LayerGradients
{
    /// <summary>Gradients by input and weights.</summary>
    /// <param name="gradient">By the output [batch, C, H, W].</param>
    /// <param name="x">Input as the layer's node gives it, [batch, C, H, W].</param>
    /// <param name="w">Weights in the layer's shape.</param>
    /// <param name="ofInput">Whether the gradient by the input is wanted; it is null if not.</param>
    public abstract (Tensor? Input, Tensor Weights) Of(Tensor gradient, Tensor x, Tensor w, bool ofInput);
}
