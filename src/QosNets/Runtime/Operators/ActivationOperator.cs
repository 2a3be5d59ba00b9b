using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>ReLU and ReLU6 in the engine.</summary>
internal sealed class ActivationOperator : ElementwiseOperator<ActivationNode>
{
    protected override ChainOperation Bind(ActivationNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new BoundOperation(node.Bounds!.Value);
}

/// <summary>min(max(x, low), high).</summary>
internal sealed class BoundOperation(ValueBounds bounds) : ChainOperation
{
    public override ValueBounds? Bounds => bounds;

    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Bound(values, bounds.Low, bounds.High);
}
