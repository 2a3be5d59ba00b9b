using System.Collections.Concurrent;
using System.Globalization;
using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Convolutions in the trainer.</summary>
internal sealed class Conv2dOperator : LayerOperator<Conv2dNode>
{
    protected override Tensor Product(Conv2dNode layer, Tensor x, Tensor w) =>
        F.conv2d(x, w, strides: [layer.Stride, layer.Stride], padding: [layer.Padding, layer.Padding], groups: layer.Groups);

    protected override LayerGradients Gradients(Conv2dNode layer) => new ConvolutionGradients(layer);

    /// <summary>
    /// TorchSharp has no function for libtorch's convolution_backward, which autograd itself calls; TorchScript has. The
    /// programs of one shape are compiled once.
    /// </summary>
    private sealed class ConvolutionGradients(Conv2dNode layer) : LayerGradients
    {
        private static readonly ConcurrentDictionary<string, jit.CompilationUnit> Compiled = new();

        private readonly jit.CompilationUnit program = Compiled.GetOrAdd(Sizes(layer), Compile);

        public override (Tensor? Input, Tensor Weights) Of(Tensor gradient, Tensor x, Tensor w, bool ofInput)
        {
            if (!ofInput)
                return (null, (Tensor)program.invoke("weights", gradient, x, w));
            return ((Tensor, Tensor))program.invoke("both", gradient, x, w);
        }

        private static string Sizes(Conv2dNode c) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"None, [{c.Stride}, {c.Stride}], [{c.Padding}, {c.Padding}], [1, 1], False, [0, 0], {c.Groups}"
            );

        private static jit.CompilationUnit Compile(string sizes) =>
            jit.compile(
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
