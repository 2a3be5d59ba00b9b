using System.Runtime.Intrinsics;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Leaky ReLU in the engine.</summary>
internal sealed class LeakyReluOperator : ElementwiseOperator<LeakyReluNode>
{
    protected override ChainOperation Bind(LeakyReluNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation(node.Slope);

    private sealed class Operation(float slope) : ChainOperation
    {
        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values) =>
            LeakyRelu.Apply(values, slope);
    }
}

/// <summary>x at or above 0, x · slope below.</summary>
internal static class LeakyRelu
{
    public static void Apply(Span<float> values, float slope)
    {
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var x = Vector256.Create<float>(values[i..]);
            Vector256.ConditionalSelect(Vector256.LessThan(x, Vector256<float>.Zero), x * slope, x).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
            values[i] = values[i] < 0 ? values[i] * slope : values[i];
    }
}
