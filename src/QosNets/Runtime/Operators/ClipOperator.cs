using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Cuts to a range in the engine.</summary>
internal sealed class ClipOperator : ElementwiseOperator<ClipNode>
{
    protected override ChainOperation Bind(ClipNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new BoundOperation(node.Bounds!.Value);
}
