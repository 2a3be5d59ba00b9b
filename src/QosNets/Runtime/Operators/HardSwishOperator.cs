using System.Runtime.Intrinsics;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Hard swish in the engine.</summary>
internal sealed class HardSwishOperator : ElementwiseOperator<HardSwishNode>
{
    protected override ChainOperation Bind(HardSwishNode node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        new Operation();

    private sealed class Operation : ChainOperation
    {
        private const float Sixth = 1f / 6;

        public override void Apply(Workspace workspace, int image, int channel, int position, Span<float> values)
        {
            var i = 0;
            for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                var x = Vector256.Create<float>(values[i..]);
                var gate = Vector256.Max(x * Sixth + Vector256.Create(0.5f), Vector256<float>.Zero);
                (Vector256.Max(x, Vector256.Create(-3f)) * Vector256.Min(gate, Vector256<float>.One)).CopyTo(values[i..]);
            }
            for (; i < values.Length; i++)
            {
                var share = values[i] * Sixth;
                var gate = MathF.Min(MathF.Max(share + 0.5f, 0), 1);
                values[i] = MathF.Max(values[i], -3) * gate;
            }
        }
    }
}
