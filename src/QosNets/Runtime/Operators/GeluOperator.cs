using QosNets.Networks;
using QosNets.Numerics;

namespace QosNets.Runtime;

/// <summary>GELU in the engine.</summary>
internal sealed class GeluOperator : ElementwiseOperator<GeluNode>
{
    protected override ChainOperation Bind(GeluNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation();

    private sealed class Operation : ChainOperation
    {
        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
            Gelu.Apply(values, values);
    }
}
