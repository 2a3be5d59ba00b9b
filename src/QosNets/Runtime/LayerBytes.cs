using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// The bytes that the engine makes of a layer's accumulators at an operating point, where they depend on nothing else: scale and
/// offset of the channel, bounds of an activation and a quantiser follow the layer, and no other tensor is added.
/// </summary>
internal sealed class LayerBytes
{
    private readonly ChannelAffine affine;
    private readonly Requantizer quantizer;

    private LayerBytes(ChannelAffine affine, Requantizer quantizer)
    {
        (this.affine, this.quantizer) = (affine, quantizer);
    }

    /// <summary>The bytes of a layer; null where its accumulators do not become bytes in one step.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="point">Index of the point.</param>
    /// <param name="layer">Index of the layer.</param>
    public static LayerBytes? Of(Bundle bundle, int point, int layer)
    {
        var name = bundle.Network.Layers[layer].Name;
        var step = new PointProgram(bundle, new GraphPlan(bundle), bundle.Points[point], KernelPaths.Selected)
            .Steps.OfType<LayerStep>()
            .Single(s => s.Name == name);
        return step.Direct is { } quantizer ? new LayerBytes(step.Affine, quantizer) : null;
    }

    /// <summary>Whether greater accumulators of a channel give greater or equal bytes; else the order is turned.</summary>
    public bool Rises(int channel) => affine.Scale[channel] >= 0;

    /// <summary>The bytes of accumulators of a channel.</summary>
    public void Of(int channel, ReadOnlySpan<int> accumulators, Span<byte> bytes) =>
        Elementwise.Requantize(accumulators, 0, affine.Scale[channel], affine.Offset[channel], quantizer, bytes);
}
