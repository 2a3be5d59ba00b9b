using QosNets.Archives;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Bundles;

/// <summary>The weights of layers in a bundle's file.</summary>
internal static class BundleWeights
{
    /// <summary>Writes a layer's weights, all bits of them or four.</summary>
    public static void Write(ArchiveWriter writer, Layer layer, QuantizedWeights weights, int? bits, Network network)
    {
        var shape = Shape(network, layer.Name);
        if (bits == WeightWidths.Half)
        {
            var (packed, lowSums) = HalfWeights.Pack(weights.Values, layer.Geometry.OutChannels);
            writer.AddArray<byte>($"weights/{layer.Name}", packed, shape[0], packed.Length / shape[0]);
            writer.AddArray<int>($"low_sums/{layer.Name}", lowSums, shape[0]);
        }
        else if (weights.Signed)
            writer.AddArray<sbyte>($"weights/{layer.Name}", Array.ConvertAll(weights.Values, w => (sbyte)w), shape);
        else
            writer.AddArray<byte>($"weights/{layer.Name}", weights.Values, shape);
    }

    /// <summary>Reads a layer's weight bytes.</summary>
    /// <exception cref="ArchiveException">They are missing, or not of the layer's sizes.</exception>
    public static byte[] Read(ArchiveReader archive, LayerEntry layer, Network network, bool signed)
    {
        var (name, shape) = ($"weights/{layer.Name}", Shape(network, layer.Name));
        if (layer.WeightBits == WeightWidths.Half)
        {
            var fanIn = shape.Skip(1).Aggregate(1, (product, size) => checked(product * size));
            return HalfWeights.Unpack(
                archive.ReadArray<byte>(name, shape[0], HalfWeights.RowBytes(fanIn)),
                archive.ReadArray<int>($"low_sums/{layer.Name}", shape[0]),
                fanIn,
                signed
            );
        }
        if (layer.WeightBits is { } bits)
            throw archive.Fault(
                BundleFile.BundleEntry,
                $"layer '{layer.Name}' stores {bits} bits of its weights; 4 or 8 can be stored"
            );
        return signed
            ? Array.ConvertAll(archive.ReadArray<sbyte>(name, shape), w => (byte)w)
            : archive.ReadArray<byte>(name, shape);
    }

    private static int[] Shape(Network network, string layer) =>
        [.. NetworkParameters.Of(network).First(p => p.Node == layer && p.Role == ParameterRole.Weight).Shape];
}
