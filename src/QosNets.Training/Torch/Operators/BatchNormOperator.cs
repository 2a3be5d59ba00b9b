using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>
/// Batch normalisation in the trainer, with what is computed together with it while statistics are the batch's.
/// </summary>
internal sealed class BatchNormOperator : TrainerOperator<BatchNormNode>
{
    /// <summary>A normalisation by the statistics of the batch, and what follows it.</summary>
    /// <param name="pass">The pass.</param>
    /// <param name="node">The normalisation.</param>
    /// <param name="residual">Name of the tensor that is added, or null.</param>
    /// <param name="output">Bounds and quantiser that follow.</param>
    /// <param name="bytes">Takes the bytes of the output; empty when nobody wants them.</param>
    public static Tensor Normalize(ForwardPass pass, BatchNormNode node, string? residual, NormalizeOutput output, byte[] bytes)
    {
        var settings = new NormalizeSettings(
            pass.Own(node, "running_mean"),
            pass.Own(node, "running_var"),
            pass.StatisticsMomentum,
            node.Epsilon,
            output,
            bytes
        );
        var (x, weight, bias) = (pass.Value(node.Input), pass.Own(node, "weight"), pass.Own(node, "bias"));
        return residual is null
            ? NormalizeFunction.apply(x, weight, bias, settings)
            : NormalizeFunction.apply(x, weight, bias, settings, pass.Value(residual));
    }

    protected override Tensor Forward(ForwardPass pass, BatchNormNode node)
    {
        if (pass.BatchStatistics)
            return Normalize(pass, node, null, NormalizeOutput.Plain, []);
        return F.batch_norm(
            pass.Value(node.Input),
            pass.Own(node, "running_mean"),
            pass.Own(node, "running_var"),
            pass.Own(node, "weight"),
            pass.Own(node, "bias"),
            training: false,
            eps: node.Epsilon
        );
    }
}
