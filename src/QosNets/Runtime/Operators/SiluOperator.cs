using QosNets.Networks;
using QosNets.Numerics;

namespace QosNets.Runtime;

/// <summary>SiLU in the engine.</summary>
internal sealed class SiluOperator : ElementwiseOperator<SiluNode>
{
    protected override ChainOperation Bind(SiluNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation();

    private sealed class Operation : ChainOperation
    {
        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
            Silu.Apply(values, values);
    }
}
