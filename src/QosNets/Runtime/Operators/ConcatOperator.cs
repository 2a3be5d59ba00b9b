using System.Runtime.CompilerServices;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Concatenation of channels in the engine.</summary>
internal sealed class ConcatOperator : StepOperator<ConcatNode>
{
    protected override EngineStep Bind(ConcatNode node, PlannedStep step, PointBinding binding) =>
        new Step([.. node.Parts.Select(binding.Slot)], binding.Chain(step), isAlone: step.Chain.Count == 0);

    private sealed class Step : PlaneStep
    {
        private readonly Chain chain;
        private readonly bool isAlone;

        // For each channel of the result the tensor that it comes from, and its channel there.
        private readonly (TensorSlot Slot, int Channel)[] sources;

        public Step(TensorSlot[] parts, Chain chain, bool isAlone)
            : base(chain.Result)
        {
            this.chain = chain;
            this.isAlone = isAlone;
            sources = [.. parts.SelectMany(p => Enumerable.Range(0, p.Shape.Channels).Select(c => (p, c)))];
        }

        protected override void Run(Workspace workspace, int image, int channel)
        {
            var (slot, source) = sources[channel];
            // Rounding a byte's value by the byte's own quantiser gives the byte again, so it need not be done.
            if (isAlone && Result.Quantizer is not null && slot.Quantizer == Result.Quantizer)
                workspace.Bytes(slot, image, source, 0, Positions).CopyTo(workspace.Bytes(Result, image, channel, 0, Positions));
            else
                Convert(workspace, image, channel, slot, source);
        }

        [SkipLocalsInit]
        private void Convert(Workspace workspace, int image, int channel, TensorSlot slot, int source)
        {
            Span<float> buffer = stackalloc float[Chain.BlockLength];
            for (var position = 0; position < Positions; position += Chain.BlockLength)
            {
                var values = buffer[..Math.Min(Chain.BlockLength, Positions - position)];
                workspace.Load(slot, image, source, position, values);
                chain.Finish(workspace, image, channel, position, values);
            }
        }
    }
}
