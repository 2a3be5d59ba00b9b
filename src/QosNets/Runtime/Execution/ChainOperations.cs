using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>
/// An element-wise node, bound to an operating point, applied to neighbouring positions of one image and channel.
/// </summary>
internal abstract class ChainOperation
{
    public abstract void Apply(Workspace workspace, int image, int channel, int position, Span<float> values);
}

/// <summary>ReLU and ReLU6.</summary>
internal sealed class BoundOperation(ActivationKind kind) : ChainOperation
{
    public const float Lower = 0;

    public float Upper { get; } =
        kind switch
        {
            ActivationKind.Relu => float.PositiveInfinity,
            ActivationKind.Relu6 => 6,
            _ => throw new NetworkException($"there is no activation {kind}"),
        };

    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Bound(values, Lower, Upper);
}

/// <summary>A batch normalisation that is not merged into a layer.</summary>
internal sealed class AffineOperation(ChannelAffine affine) : ChainOperation
{
    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Affine(values, affine.Scale[channel], affine.Offset[channel]);
}

/// <summary>Normalisation of the input.</summary>
internal sealed class NormalizeOperation(NormalizeNode node) : ChainOperation
{
    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Normalize(values, node.Mean[channel], node.Std[channel]);
}

/// <summary>Addition of another tensor, which is dequantised first if it holds bytes.</summary>
internal sealed class AddOperation(TensorSlot operand) : ChainOperation
{
    public TensorSlot Operand => operand;

    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values)
    {
        if (operand.Quantizer is { } q)
            Elementwise.AddDequantized(
                values,
                workspace.Bytes(operand, image, channel, position, values.Length),
                q.Scale,
                q.ZeroPoint
            );
        else
            Elementwise.Add(values, workspace.Floats(operand, image, channel, position, values.Length));
    }
}
