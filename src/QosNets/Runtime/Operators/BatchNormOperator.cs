using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Batch normalisation in the engine, where it is not part of a layer's affine.</summary>
internal sealed class BatchNormOperator : ElementwiseOperator<BatchNormNode>
{
    protected override ChainOperation Bind(BatchNormNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new AffineOperation(ChannelAffine.OfBatchNorm(node, binding.Point.Parameters));
}

/// <summary>x · scale + offset, with numbers of the channel.</summary>
internal sealed class AffineOperation(ChannelAffine affine) : ChainOperation
{
    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Affine(values, affine.Scale[channel], affine.Offset[channel]);
}
