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
        return Convolution.Of(Inner(g), Padded(g, x), w);
    }

    protected override LayerGradients Gradients(Conv2dNode layer) => new ConvolutionGradients(layer);

    private static ConvolutionGeometry Geometry(Conv2dNode layer, Tensor x) =>
        layer.Geometry(new Shape(layer.InChannels, (int)x.shape[2], (int)x.shape[3]));

    private static bool PadsAlike(ConvolutionGeometry g) => g.PadTop == g.PadBottom && g.PadLeft == g.PadRight;

    private static Tensor Padded(ConvolutionGeometry g, Tensor x) =>
        PadsAlike(g) ? x : F.pad(x, [g.PadLeft, g.PadRight, g.PadTop, g.PadBottom]);

    /// <summary>The convolution of what <see cref="Padded"/> gives.</summary>
    private static ConvolutionGeometry Inner(ConvolutionGeometry g) =>
        PadsAlike(g)
            ? g
            : g with
            {
                InHeight = g.InHeight + g.PadTop + g.PadBottom,
                InWidth = g.InWidth + g.PadLeft + g.PadRight,
                PadTop = 0,
                PadBottom = 0,
                PadLeft = 0,
                PadRight = 0,
            };

    private sealed class ConvolutionGradients(Conv2dNode layer) : LayerGradients
    {
        public override (Tensor? Input, Tensor Weights) Of(Tensor gradient, Tensor x, Tensor w, bool ofInput)
        {
            var g = Geometry(layer, x);
            using var copy = PadsAlike(g) ? null : Padded(g, x);
            var (input, weights) = Convolution.Gradients(Inner(g), gradient, copy ?? x, w, ofInput);
            if (copy is not null && input is not null)
                input = input.narrow(2, g.PadTop, g.InHeight).narrow(3, g.PadLeft, g.InWidth).contiguous();
            return (input, weights);
        }
    }
}
