using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>The line in place of the logistic function in the engine.</summary>
internal sealed class HardSigmoidOperator : ElementwiseOperator<HardSigmoidNode>
{
    protected override ChainOperation Bind(HardSigmoidNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation(node.Alpha, node.Beta);

    private sealed class Operation(float alpha, float beta) : ChainOperation
    {
        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values)
        {
            Elementwise.Affine(values, alpha, beta);
            Elementwise.Bound(values, 0, 1);
        }
    }
}
