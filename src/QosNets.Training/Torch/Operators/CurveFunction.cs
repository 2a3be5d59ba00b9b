using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Computes a function of every value.</summary>
internal delegate void CurveValues(ReadOnlySpan<float> values, Span<float> results);

/// <summary>A function of one number, and its derivative.</summary>
/// <param name="Values">The function.</param>
/// <param name="Slope">The derivative at a value.</param>
internal sealed record Curve(CurveValues Values, Func<float, float> Slope);

/// <summary>A <see cref="Curve"/> of every value. Arguments: a contiguous tensor, the curve.</summary>
internal sealed class CurveFunction : autograd.SingleTensorFunction<CurveFunction>
{
    public override string Name => nameof(CurveFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (x, curve) = ((Tensor)vars[0], (Curve)vars[1]);
        var result = TensorSpans.NewLike(x);
        curve.Values(TensorSpans.Floats(x), TensorSpans.Floats(result));
        ctx.save_for_backward([x]);
        ctx.save_data(nameof(Curve), curve);
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var x = ctx.get_saved_variables()[0];
        var curve = (Curve)ctx.get_data(nameof(Curve));
        using var gradient = grad_output.contiguous();
        var result = TensorSpans.NewLike(x);
        var values = TensorSpans.Floats(x);
        var ofOutput = TensorSpans.Floats(gradient);
        var ofInput = TensorSpans.Floats(result);
        for (var i = 0; i < values.Length; i++)
            ofInput[i] = ofOutput[i] * curve.Slope(values[i]);
        return [result, null!];
    }
}
