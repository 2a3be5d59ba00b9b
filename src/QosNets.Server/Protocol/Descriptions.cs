using System.Reflection;
using QosNets.Bundles;

namespace QosNets.Server.Protocol;

/// <summary>What the server says of itself and of its model.</summary>
internal static class Descriptions
{
    /// <summary>The server.</summary>
    public static ServerDocument Server { get; } =
        new(
            "qosnets",
            typeof(Descriptions)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
                .InformationalVersion.Split('+')[0],
            ["binary_tensor_data", "operating_point", "budget"]
        );

    /// <summary>A model.</summary>
    public static ModelDocument Of(string name, string version, Bundle bundle, IReadOnlyList<PointDocument> points, int maxBatch)
    {
        var (network, metadata) = (bundle.Network, bundle.Metadata);
        var shape = network.Input.Shape;
        return new ModelDocument(
            name,
            [version],
            "qosnets_bundle",
            [new TensorDocument(Tensors.Input, Datatypes.Bytes, [-1, shape.Channels, shape.Height, shape.Width])],
            [
                new TensorDocument(Tensors.Logits, Datatypes.Floats, [-1, network.Classes]),
                new TensorDocument(Tensors.Class, Datatypes.Longs, [-1]),
            ],
            new ModelParameters(network.Name, metadata.Dataset, metadata.Classes, points, maxBatch)
        );
    }
}
