using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Scale and offset of channels in the engine.</summary>
internal sealed class AffineOperator : ElementwiseOperator<AffineNode>
{
    protected override ChainOperation Bind(AffineNode node, IReadOnlyList<TensorSlot> others, PointBinding binding)
    {
        var parameters = binding.Point.Parameters;
        return new AffineOperation(new ChannelAffine(parameters[$"{node.Name}.weight"], parameters[$"{node.Name}.bias"]));
    }
}
