using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Normalisation of the input in the engine.</summary>
internal sealed class NormalizeOperator : ElementwiseOperator<NormalizeNode>
{
    protected override ChainOperation Bind(NormalizeNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new NormalizeOperation(node);
}

/// <summary>(x − mean) / std.</summary>
internal sealed class NormalizeOperation(NormalizeNode node) : ChainOperation
{
    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
        Elementwise.Normalize(values, node.Mean[channel], node.Std[channel]);
}
