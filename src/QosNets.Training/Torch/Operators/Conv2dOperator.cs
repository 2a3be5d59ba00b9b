using System.Collections.Concurrent;
using System.Globalization;
using QosNets.Kernels;
using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>
/// Convolutions in the trainer. libtorch pads both ends of an axis alike; where a node does not, the input is padded first.
/// </summary>
internal sealed class Conv2dOperator : LayerOperator<Conv2dNode>
{
    protected override Tensor Product(Conv2dNode layer, Tensor x, Tensor w)
    {
        var g = Geometry(layer, x);
        return F.conv2d(
            Padded(g, x),
            w,
            strides: [g.StrideHeight, g.StrideWidth],
            padding: PadsAlike(g) ? [g.PadTop, g.PadLeft] : [0, 0],
            dilation: [g.DilationHeight, g.DilationWidth],
            groups: g.Groups
        );
    }

    protected override LayerGradients Gradients(Conv2dNode layer) => new ConvolutionGradients(layer);

    private static ConvolutionGeometry Geometry(Conv2dNode layer, Tensor x) =>
        layer.Geometry(new Shape(layer.InChannels, (int)x.shape[2], (int)x.shape[3]));

    private static bool PadsAlike(ConvolutionGeometry g) => g.PadTop == g.PadBottom && g.PadLeft == g.PadRight;

    private static Tensor Padded(ConvolutionGeometry g, Tensor x) =>
        PadsAlike(g) ? x : F.pad(x, [g.PadLeft, g.PadRight, g.PadTop, g.PadBottom]);

    /// <summary>
    /// TorchSharp has no function for libtorch's convolution_backward, which autograd itself calls; TorchScript has. The
    /// programs of one shape are compiled once.
    /// </summary>
    private sealed class ConvolutionGradients(Conv2dNode layer) : LayerGradients
    {
        private static readonly ConcurrentDictionary<string, jit.CompilationUnit> Compiled = new();

        public override (Tensor? Input, Tensor Weights) Of(Tensor gradient, Tensor x, Tensor w, bool ofInput)
        {
            var g = Geometry(layer, x);
            var program = Compiled.GetOrAdd(Sizes(g), Compile);
            using var copy = PadsAlike(g) ? null : Padded(g, x);
            var padded = copy ?? x;
            if (!ofInput)
                return (null, (Tensor)program.invoke("weights", gradient, padded, w));
            var (input, weights) = ((Tensor, Tensor))program.invoke("both", gradient, padded, w);
            if (copy is not null)
                input = input.narrow(2, g.PadTop, g.InHeight).narrow(3, g.PadLeft, g.InWidth).contiguous();
            return (input, weights);
        }

        private static string Sizes(ConvolutionGeometry g)
        {
            var (top, left) = PadsAlike(g) ? (g.PadTop, g.PadLeft) : (0, 0);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"None, [{g.StrideHeight}, {g.StrideWidth}], [{top}, {left}], [{g.DilationHeight}, {g.DilationWidth}], False, "
                    + $"[0, 0], {g.Groups}"
            );
        }

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
