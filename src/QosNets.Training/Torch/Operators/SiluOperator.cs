using QosNets.Networks;
using QosNets.Numerics;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>SiLU in the trainer, by the engine's function: libtorch's has other last bits.</summary>
internal sealed class SiluOperator : TrainerOperator<SiluNode>
{
    protected override Tensor Forward(ForwardPass pass, SiluNode node) => SiluFunction.apply(pass.Value(node.Input).contiguous());
}

/// <summary>Values of <see cref="Silu"/> and its derivative as gradient. Argument: a contiguous tensor.</summary>
internal sealed class SiluFunction : autograd.SingleTensorFunction<SiluFunction>
{
    public override string Name => nameof(SiluFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var x = (Tensor)vars[0];
        var result = TensorSpans.NewLike(x);
        Silu.Apply(TensorSpans.Floats(x), TensorSpans.Floats(result));
        ctx.save_for_backward([x]);
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var x = ctx.get_saved_variables()[0];
        using var gradient = grad_output.contiguous();
        var result = TensorSpans.NewLike(x);
        var values = TensorSpans.Floats(x);
        var ofOutput = TensorSpans.Floats(gradient);
        var ofInput = TensorSpans.Floats(result);
        for (var i = 0; i < values.Length; i++)
            ofInput[i] = ofOutput[i] * Silu.Slope(values[i]);
        return [result];
    }
}
