using QosNets.Networks;
using QosNets.Numerics;

namespace QosNets.Runtime;

/// <summary>The logistic function in the engine.</summary>
internal sealed class SigmoidOperator : ElementwiseOperator<SigmoidNode>
{
    protected override ChainOperation Bind(SigmoidNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation();

    private sealed class Operation : ChainOperation
    {
        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
            Sigmoid.Apply(values, values);
    }
}
