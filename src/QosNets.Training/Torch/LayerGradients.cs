using System.Collections.Concurrent;
using System.Globalization;
using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// The gradients of a layer's exact products by its input and by its weights, without the forward pass that autograd would
/// want first. TorchSharp has no function for libtorch's convolution_backward, which autograd itself calls; TorchScript has.
/// </summary>
internal sealed class LayerGradients
{
    private static readonly ConcurrentDictionary<(int Stride, int Padding, int Groups), jit.CompilationUnit> Compiled = new();

    private readonly jit.CompilationUnit? convolution;

    /// <summary>Takes the gradients of a layer; those of one shape are compiled once.</summary>
    public LayerGradients(LayerNode layer)
    {
        if (layer is Conv2dNode c)
            convolution = Compiled.GetOrAdd(
                (c.Stride, c.Padding, c.Groups),
                sizes => Compile(sizes.Stride, sizes.Padding, sizes.Groups)
            );
    }

    /// <summary>Gradients by input and weights.</summary>
    /// <param name="gradient">By the output [batch, C, H, W].</param>
    /// <param name="x">Input as the layer's node gives it, [batch, C, H, W].</param>
    /// <param name="w">Weights in the layer's shape.</param>
    /// <param name="ofInput">Whether the gradient by the input is wanted; it is null if not.</param>
    public (Tensor? Input, Tensor Weights) Of(Tensor gradient, Tensor x, Tensor w, bool ofInput)
    {
        if (convolution is null)
        {
            using var rows = gradient.flatten(1);
            using var features = x.flatten(1);
            return (ofInput ? rows.mm(w).view(x.shape) : null, rows.t().mm(features));
        }
        if (!ofInput)
            return (null, (Tensor)convolution.invoke("weights", gradient, x, w));
        return ((Tensor, Tensor))convolution.invoke("both", gradient, x, w);
    }

    private static jit.CompilationUnit Compile(int stride, int padding, int groups)
    {
        var sizes = string.Create(
            CultureInfo.InvariantCulture,
            $"None, [{stride}, {stride}], [{padding}, {padding}], [1, 1], False, [0, 0], {groups}"
        );
        return jit.compile(
            $"""
            def both(g, x, w):
                dx, dw, db = torch.convolution_backward(g, x, w, {sizes}, [True, True, False])
                return dx, dw
            def weights(g, x, w):
                dx, dw, db = torch.convolution_backward(g, x, w, {sizes}, [False, True, False])
                return dw

            """
        )!;
    }
}
