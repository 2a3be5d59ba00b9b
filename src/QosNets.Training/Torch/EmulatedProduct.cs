using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>What <see cref="EmulatedProduct"/> needs beside the tensors that it differentiates by.</summary>
/// <param name="Output">The layer's emulated output, already computed.</param>
/// <param name="Weights">Real values of the layer's weights, by which the gradient of the input goes.</param>
/// <param name="Gradients">The gradients of the layer's exact products.</param>
/// <param name="Slopes">Factors of the weights' gradients, null for 1.</param>
/// <param name="Table">What the slopes of the multiplier's table add to the gradients, or null.</param>
internal sealed record EmulatedValues(
    Tensor Output,
    Tensor Weights,
    LayerGradients Gradients,
    Tensor? Slopes,
    TableGradient? Table = null
);

/// <summary>
/// A layer with the products of a multiplier: forward is the emulated output, backward the gradient of exact products with the
/// given weights, passed straight through their rounding or times the given slopes, plus what the slopes of a table add.
/// Arguments: input, weight parameter, <see cref="EmulatedValues"/>.
/// </summary>
internal sealed class EmulatedProduct : autograd.SingleTensorFunction<EmulatedProduct>
{
    public override string Name => nameof(EmulatedProduct);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        var values = (EmulatedValues)vars[2];
        ctx.save_for_backward(values.Slopes is { } slopes ? [x, values.Weights, slopes] : [x, values.Weights]);
        ctx.save_data("gradients", values.Gradients);
        ctx.save_data("of input", x.requires_grad);
        ctx.save_data("table", values.Table!);
        return values.Output;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        using var off = no_grad();
        var saved = ctx.get_saved_variables();
        using var g = grad_output.contiguous();
        var (ofInput, ofWeights) = ((LayerGradients)ctx.get_data("gradients")).Of(
            g,
            saved[0],
            saved[1],
            (bool)ctx.get_data("of input")
        );
        if (saved.Count > 2)
            ofWeights.mul_(saved[2]);
        if (ctx.get_data("table") is TableGradient table)
        {
            ofInput = ofInput?.contiguous();
            ofWeights = ofWeights.contiguous();
            table.Add(TensorSpans.Floats(g), ofInput is null ? [] : TensorSpans.Floats(ofInput), TensorSpans.Floats(ofWeights));
        }
        return [ofInput!, ofWeights, null!];
    }
}
