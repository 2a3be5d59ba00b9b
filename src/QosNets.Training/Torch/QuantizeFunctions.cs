using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// Fake quantisation of an activation: forward gives the real values of the bytes, backward is straight-through inside
/// the range. Arguments: tensor, <see cref="ClippedQuantizer"/>, byte[] that takes the bytes (empty when nobody wants them).
/// </summary>
internal sealed class QuantizeActivation : autograd.SingleTensorFunction<QuantizeActivation>
{
    public override string Name => nameof(QuantizeActivation);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        var clipped = (ClippedQuantizer)vars[1];
        var real = TensorSpans.NewLike(x);
        var bytes = (byte[])vars[2];
        var wanted = bytes.Length == 0 ? default : bytes.AsSpan(0, (int)x.NumberOfElements);
        QuantizeKernels.Quantize(TensorSpans.Floats(x), clipped, TensorSpans.Floats(real), wanted);
        ctx.save_for_backward([x]);
        ctx.save_data("quantizer", clipped);
        return real;
    }

    // Forward has checked layout and type: an exception here would end the process.
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var clipped = (ClippedQuantizer)ctx.get_data("quantizer");
        var x = ctx.get_saved_variables()[0];
        using var g = grad_output.contiguous();
        var result = TensorSpans.NewLike(x);
        QuantizeKernels.Backward(TensorSpans.Floats(x), TensorSpans.Floats(g), clipped, TensorSpans.Floats(result));
        return [result, null!, null!];
    }
}

/// <summary>
/// Takes the given values in forward and passes the gradient on in backward: the straight-through estimator.
/// Arguments: tensor, float[] of the values.
/// </summary>
internal sealed class StraightThrough : autograd.SingleTensorFunction<StraightThrough>
{
    public override string Name => nameof(StraightThrough);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) =>
        TensorSpans.New((float[])vars[1], like: (Tensor)vars[0]);

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output.alias(), null!];
}
