using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>What <see cref="NormalizeFunction"/> needs beside the tensors that it differentiates by.</summary>
/// <param name="RunningMean">Moves towards the batch's means.</param>
/// <param name="RunningVariance">Moves towards the batch's unbiased variances.</param>
/// <param name="Momentum">Weight of the batch in them.</param>
/// <param name="Epsilon">Added to variances.</param>
/// <param name="Output">What follows the normalisation.</param>
/// <param name="Bytes">Takes the bytes of the output; empty when nobody wants them.</param>
internal sealed record NormalizeSettings(
    Tensor RunningMean,
    Tensor RunningVariance,
    double Momentum,
    float Epsilon,
    NormalizeOutput Output,
    byte[] Bytes
);

/// <summary>
/// Batch normalisation by the statistics of the batch, then an addition, an activation and a fake quantisation where the network
/// has them, in one operation: its tensors pass through memory once instead of once a step.
/// Arguments: values [batch, C, H, W], scale [C], offset [C], <see cref="NormalizeSettings"/>, and the residual, if any.
/// </summary>
internal sealed class NormalizeFunction : autograd.SingleTensorFunction<NormalizeFunction>
{
    public override string Name => nameof(NormalizeFunction);

    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var y = (Tensor)vars[0];
        var weight = TensorSpans.Floats((Tensor)vars[1]).ToArray();
        var settings = (NormalizeSettings)vars[3];
        var shape = Shape(y);
        var statistics = new ChannelStatistics(shape.Channels);
        var result = TensorSpans.NewLike(y);
        var mask = empty(settings.Output.Cuts ? (long)shape.Images * shape.Channels * shape.MaskBytes : 0, ScalarType.Byte);
        NormalizeKernels.Forward(
            shape,
            TensorSpans.Floats(y),
            vars.Length > 4 ? TensorSpans.Floats((Tensor)vars[4]) : default,
            weight,
            TensorSpans.Floats((Tensor)vars[2]).ToArray(),
            settings.Epsilon,
            settings.Output,
            statistics,
            TensorSpans.Floats(result),
            settings.Bytes.Length == 0 ? default : settings.Bytes.AsSpan(0, (int)y.NumberOfElements),
            settings.Output.Cuts ? mask.bytes : default
        );
        Follow(settings, statistics, shape.Count);
        ctx.save_for_backward([y, mask]);
        ctx.save_data("weight", weight);
        ctx.save_data("statistics", statistics);
        ctx.save_data("residual", vars.Length > 4);
        return result;
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (y, mask) = (saved[0], saved[1]);
        var shape = Shape(y);
        using var g = grad_output.contiguous();
        var ofY = TensorSpans.NewLike(y);
        var hasResidual = (bool)ctx.get_data("residual");
        var ofResidual = hasResidual ? TensorSpans.NewLike(y) : null;
        var (ofWeight, ofBias) = (new float[shape.Channels], new float[shape.Channels]);
        NormalizeKernels.Backward(
            shape,
            TensorSpans.Floats(y),
            TensorSpans.Floats(g),
            mask.NumberOfElements > 0 ? mask.bytes : default,
            (float[])ctx.get_data("weight"),
            (ChannelStatistics)ctx.get_data("statistics"),
            TensorSpans.Floats(ofY),
            ofResidual is null ? default : TensorSpans.Floats(ofResidual),
            ofWeight,
            ofBias
        );
        var gradients = new List<Tensor> { ofY, tensor(ofWeight), tensor(ofBias), null! };
        if (ofResidual is not null)
            gradients.Add(ofResidual);
        return gradients;
    }

    private static ChannelShape Shape(Tensor y) => new((int)y.shape[0], (int)y.shape[1], (int)(y.shape[2] * y.shape[3]));

    private static void Follow(NormalizeSettings settings, ChannelStatistics statistics, int count)
    {
        var means = TensorSpans.Floats(settings.RunningMean);
        var variances = TensorSpans.Floats(settings.RunningVariance);
        var unbiased = count / Math.Max(1.0, count - 1);
        for (var c = 0; c < means.Length; c++)
        {
            means[c] = (float)(means[c] + settings.Momentum * (statistics.Mean[c] - (double)means[c]));
            variances[c] = (float)(variances[c] + settings.Momentum * (statistics.Variance[c] * unbiased - variances[c]));
        }
    }
}
