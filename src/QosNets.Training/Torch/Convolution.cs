using System.Collections.Concurrent;
using System.Globalization;
using QosNets.Kernels;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>
/// libtorch's convolution and its gradients, by oneDNN where <see cref="ConvolutionCheck"/> finds that right. Geometries have
/// paddings that are alike at both ends.
/// </summary>
internal static class Convolution
{
    private static readonly ConcurrentDictionary<string, jit.CompilationUnit> Compiled = new();

    /// <summary>x [batch, C, H, W] convolved with w, differentiable by both.</summary>
    public static Tensor Of(ConvolutionGeometry g, Tensor x, Tensor w) =>
        ConvolutionCheck.IsSound(g) ? Forward(g, x, w) : WithoutOneDnn.apply(x, w, g);

    /// <summary>
    /// The gradients without a forward pass. TorchSharp has no function for libtorch's convolution_backward, which autograd
    /// itself calls; TorchScript has. The programs of one shape are compiled once.
    /// </summary>
    /// <inheritdoc cref="LayerGradients.Of"/>
    public static (Tensor? Input, Tensor Weights) Gradients(
        ConvolutionGeometry g,
        Tensor gradient,
        Tensor x,
        Tensor w,
        bool ofInput
    )
    {
        var program = Compiled.GetOrAdd(Sizes(g), Compile);
        (Tensor?, Tensor) Compute() =>
            ofInput
                ? ((Tensor, Tensor))program.invoke("both", gradient, x, w)
                : (null, (Tensor)program.invoke("weights", gradient, x, w));
        return ConvolutionCheck.IsSound(g) ? Compute() : OneDnn.Without(Compute);
    }

    private static Tensor Forward(ConvolutionGeometry g, Tensor x, Tensor w) =>
        F.conv2d(
            x,
            w,
            strides: [g.StrideHeight, g.StrideWidth],
            padding: [g.PadTop, g.PadLeft],
            dilation: [g.DilationHeight, g.DilationWidth],
            groups: g.Groups
        );

    private static string Sizes(ConvolutionGeometry g) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"None, [{g.StrideHeight}, {g.StrideWidth}], [{g.PadTop}, {g.PadLeft}], [{g.DilationHeight}, {g.DilationWidth}], "
                + $"False, [0, 0], {g.Groups}"
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

    /// <summary>A convolution whose backward pass leaves oneDNN out as well. Arguments: x, w, geometry.</summary>
    private sealed class WithoutOneDnn : autograd.SingleTensorFunction<WithoutOneDnn>
    {
        public override string Name => nameof(WithoutOneDnn);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, w, g) = ((Tensor)vars[0], (Tensor)vars[1], (ConvolutionGeometry)vars[2]);
            ctx.save_for_backward([x, w]);
            ctx.save_data("geometry", g);
            ctx.save_data("of input", x.requires_grad);
            return OneDnn.Without(() => Convolution.Forward(g, x, w));
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            using var off = no_grad();
            var (saved, geometry) = (ctx.get_saved_variables(), (ConvolutionGeometry)ctx.get_data("geometry"));
            using var g = grad_output.contiguous();
            var (input, weights) = Gradients(geometry, g, saved[0], saved[1], (bool)ctx.get_data("of input"));
            return [input!, weights, null!];
        }
    }
}
