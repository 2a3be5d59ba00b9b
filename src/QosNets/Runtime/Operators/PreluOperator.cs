using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Parametric ReLU in the engine.</summary>
internal sealed class PreluOperator : ElementwiseOperator<PreluNode>
{
    protected override ChainOperation Bind(PreluNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation(node.Slopes);

    private sealed class Operation(IReadOnlyList<float> slopes) : ChainOperation
    {
        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
            LeakyRelu.Apply(values, slopes[channel]);
    }
}
