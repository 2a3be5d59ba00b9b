using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Addition in the engine.</summary>
internal sealed class AddOperator : ElementwiseOperator<AddNode>
{
    protected override ChainOperation Bind(AddNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new AddOperation(others[0]);
}

/// <summary>Addition of another tensor, which is dequantised first if it holds bytes.</summary>
internal sealed class AddOperation(TensorSlot operand) : ChainOperation
{
    public override TensorSlot? AddedBytes => operand.Quantizer is null ? null : operand;

    public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values)
    {
        if (operand.Quantizer is { } q)
            Elementwise.AddDequantized(
                values,
                workspace.Bytes(operand, image, channel, position, values.Length),
                q.Scale,
                q.ZeroPoint
            );
        else
            Elementwise.Add(values, workspace.Floats(operand, image, channel, position, values.Length));
    }
}
