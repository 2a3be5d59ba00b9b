using System.Runtime.CompilerServices;
using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>Convolutions and fully connected layers in the engine: the kernels know both as one shape.</summary>
internal sealed class LayerOperator<TNode> : StepOperator<TNode>
    where TNode : LayerNode
{
    protected override EngineStep Bind(TNode node, PlannedStep step, PointBinding binding)
    {
        var (bundle, point) = (binding.Bundle, binding.Point);
        var l = 0;
        while (bundle.Network.Layers[l].Node != node)
            l++;
        var input = binding.Slot(node.Inputs[0]);
        var affine = ChannelAffine.OfLayer(
            bundle.Network,
            node,
            input.Quantizer!.Scale,
            bundle.Weights[l].Scales,
            point.Parameters
        );
        // The layer's batch normalisation, when there is one, is the first node of the chain and part of the affine.
        var chain = binding.Chain(step, first: bundle.Network.BatchNormOf(node) is null ? 0 : 1);
        return new LayerStep(CompiledLayers.Of(bundle).Get(l, point, binding.Path), input, affine, chain);
    }
}

/// <summary>A convolution or fully connected layer with all that follows it element by element.</summary>
internal sealed class LayerStep(ApproximateLayer layer, TensorSlot input, ChannelAffine affine, Chain chain) : EngineStep
{
    /// <summary>Name of the layer's node.</summary>
    public string Name => layer.Name;

    /// <summary>The compiled layer.</summary>
    public ApproximateLayer Layer => layer;

    /// <summary>The tensor that it reads.</summary>
    public TensorSlot Input => input;

    /// <summary>What turns accumulators into float32.</summary>
    public ChannelAffine Affine => affine;

    /// <summary>The quantiser with lone bounds taken in, when accumulators become bytes in one pass; else null.</summary>
    public Requantizer? Direct => chain.Direct;

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
