using System.Runtime.CompilerServices;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Products of two tensors in the engine.</summary>
internal sealed class MultiplyOperator : StepOperator<MultiplyNode>
{
    protected override EngineStep Bind(MultiplyNode node, PlannedStep step, PointBinding binding) =>
        new Step(binding.Slot(node.Left), binding.Slot(node.Right), binding.Chain(step));

    private sealed class Step(TensorSlot left, TensorSlot right, Chain chain) : StreamStep(chain)
    {
        private readonly bool isGate = right.Shape != left.Shape;

        [SkipLocalsInit]
        protected override void Read(Workspace workspace, int image, int channel, int position, Span<float> values)
        {
            Span<float> buffer = stackalloc float[Chain.BlockLength];
            var factors = buffer[..(isGate ? 1 : values.Length)];
            workspace.Load(left, image, channel, position, values);
            workspace.Load(right, image, channel, isGate ? 0 : position, factors);
            for (var i = 0; i < values.Length; i++)
                values[i] *= factors[isGate ? 0 : i];
        }
    }
}
