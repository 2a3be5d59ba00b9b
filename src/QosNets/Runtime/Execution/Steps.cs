using System.Runtime.CompilerServices;
using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>One step of a compiled operating point. Steps are shared by all calls: what differs lies in the workspace.</summary>
internal abstract class EngineStep
{
    public abstract void Run(Workspace workspace, int batch);
}

/// <summary>Element-wise operations and the store behind them.</summary>
internal sealed class Chain(IReadOnlyList<ChainOperation> operations, TensorSlot result)
{
    /// <summary>Values that are worked on at a time, few enough to stay in the first-level cache.</summary>
    public const int BlockLength = 512;

    private readonly ChainOperation[] operations = [.. operations];
    private readonly Requantizer requantizer = result.Quantizer is { } q ? Requantizer.Of(q) : default;

    public TensorSlot Result => result;

    /// <summary>
    /// The quantiser with a lone activation taken in, when accumulators can become bytes in one pass; else null.
    /// </summary>
    public Requantizer? Direct { get; } =
        (result.Quantizer, operations) switch
        {
            ({ } quantizer, []) => Requantizer.Of(quantizer),
            ({ } quantizer, [BoundOperation bound]) => Requantizer.Of(quantizer, BoundOperation.Lower, bound.Upper),
            _ => null,
        };

    /// <summary>The same where bytes of another tensor are added before the activation, and that tensor; else null.</summary>
    public (Requantizer Requantizer, TensorSlot Added)? DirectSum { get; } =
        (result.Quantizer, operations) switch
        {
            ({ } quantizer, [AddOperation { Operand.Quantizer: not null } add]) => (Requantizer.Of(quantizer), add.Operand),
            ({ } quantizer, [AddOperation { Operand.Quantizer: not null } add, BoundOperation bound]) => (
                Requantizer.Of(quantizer, BoundOperation.Lower, bound.Upper),
                add.Operand
            ),
            _ => null,
        };

    public void Finish(Workspace workspace, int image, int channel, int position, Span<float> values)
    {
        foreach (var operation in operations)
            operation.Apply(workspace, image, channel, position, values);
        if (result.Quantizer is null)
            values.CopyTo(workspace.Floats(result, image, channel, position, values.Length));
        else
            Elementwise.Quantize(values, requantizer, workspace.Bytes(result, image, channel, position, values.Length));
    }
}

/// <summary>A convolution or fully connected layer with all that follows it element by element.</summary>
internal sealed class LayerStep(ApproximateLayer layer, TensorSlot input, ChannelAffine affine, Chain chain) : EngineStep
{
    public override void Run(Workspace workspace, int batch) =>
        layer.Run(batch, workspace.Bytes(input, batch), new Epilogue(this, workspace), workspace.Threads);

    [SkipLocalsInit]
    private void Store(Workspace workspace, int image, int channel, int position, ReadOnlySpan<int> sums)
    {
        var (constant, scale, offset) = (layer.Constants[channel], affine.Scale[channel], affine.Offset[channel]);
        if (chain.Direct is { } quantizer)
        {
            Elementwise.Requantize(
                sums,
                constant,
                scale,
                offset,
                quantizer,
                workspace.Bytes(chain.Result, image, channel, position, sums.Length)
            );
            return;
        }
        if (chain.DirectSum is var (requantizer, added))
        {
            Elementwise.RequantizeSum(
                sums,
                constant,
                scale,
                offset,
                workspace.Bytes(added, image, channel, position, sums.Length),
                added.Quantizer!.Scale,
                added.Quantizer.ZeroPoint,
                requantizer,
                workspace.Bytes(chain.Result, image, channel, position, sums.Length)
            );
            return;
        }
        Span<float> buffer = stackalloc float[Chain.BlockLength];
        for (var i = 0; i < sums.Length; i += Chain.BlockLength)
        {
            var values = buffer[..Math.Min(Chain.BlockLength, sums.Length - i)];
            Elementwise.Affine(sums.Slice(i, values.Length), constant, scale, offset, values);
            chain.Finish(workspace, image, channel, position + i, values);
        }
    }

    private readonly struct Epilogue(LayerStep step, Workspace workspace) : IEpilogue
    {
        public void Store(int image, int channel, int position, ReadOnlySpan<int> accumulators) =>
            step.Store(workspace, image, channel, position, accumulators);
    }
}
