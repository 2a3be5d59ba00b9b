using QosNets.Kernels;
using QosNets.Networks;

namespace QosNets.Measurement;

/// <summary>A layer of a network, and how many others there are like it.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Layer">Name of the first layer of these sizes.</param>
/// <param name="Layers">Layers of these sizes.</param>
/// <param name="Kind">As <see cref="LayerNode.Kind"/> says.</param>
/// <param name="Geometry">The sizes.</param>
internal sealed record LayerShape(string Network, string Layer, int Layers, string Kind, ConvolutionGeometry Geometry)
{
    private const int Classes = 10;

    private static readonly Shape Image = new(3, 32, 32);

    /// <summary>A built-in network for images of 3×32×32 and 10 classes, as it is measured.</summary>
    /// <param name="name">One of <see cref="BuiltInNetworks.Names"/>.</param>
    /// <exception cref="NetworkException">There is no such network.</exception>
    public static Network Build(string name) =>
        BuiltInNetworks.Create(
            name,
            Image,
            Classes,
            [.. Enumerable.Repeat(0.5f, Image.Channels)],
            [.. Enumerable.Repeat(0.25f, Image.Channels)]
        );

    /// <summary>The different layers of a built-in network, in its order.</summary>
    /// <param name="name">One of <see cref="BuiltInNetworks.Names"/>.</param>
    /// <exception cref="NetworkException">There is no such network.</exception>
    public static IReadOnlyList<LayerShape> Of(string name) =>
        [
            .. Build(name)
                .Layers.GroupBy(l => l.Geometry)
                .Select(same => new LayerShape(name, same.First().Name, same.Count(), same.First().Node.Kind, same.Key)),
        ];
}
