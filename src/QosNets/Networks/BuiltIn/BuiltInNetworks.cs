namespace QosNets.Networks;

/// <summary>
/// The networks that come with the library, by name.
/// <code>
/// var network = BuiltInNetworks.Create("resnet20", new Shape(3, 32, 32), classes: 10, images.Mean, images.Std);
/// </code>
/// </summary>
public static class BuiltInNetworks
{
    private static readonly Entry[] Table =
    [
        new("lenet5", (graph, classes, _) => LeNet5.Build(graph, classes)),
        new("resnet8", (graph, classes, _) => CifarResNet.Build(graph, classes, depth: 8)),
        new("resnet14", (graph, classes, _) => CifarResNet.Build(graph, classes, depth: 14)),
        new("resnet20", (graph, classes, _) => CifarResNet.Build(graph, classes, depth: 20)),
        new("resnet32", (graph, classes, _) => CifarResNet.Build(graph, classes, depth: 32)),
        new("mobilenetv2", MobileNetV2.Build, TakesWidth: true),
    ];

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(e => e.Name)];

    /// <summary>
    /// Builds a network. Its graph starts with the nodes <c>input</c> and <c>normalize</c>; its last node is <c>classifier</c>.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="input">Shape of one image.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="mean">Mean of each channel, pixels counted as 0..1.</param>
    /// <param name="std">Standard deviation of each channel, above 0.</param>
    /// <param name="width">Width multiplier of the channels, above 0; most networks take none but 1.</param>
    /// <exception cref="NetworkException">Unknown name, an input too small for the network, or a setting out of
    /// range.</exception>
    public static Network Create(
        string name,
        Shape input,
        int classes,
        IReadOnlyList<float> mean,
        IReadOnlyList<float> std,
        double width = 1
    )
    {
        var entry =
            Table.FirstOrDefault(e => e.Name == name)
            ?? throw new NetworkException($"there is no network called {name}; choose one of {string.Join(", ", Names)}");
        if (classes < 2)
            throw new NetworkException($"{name}: {classes} classes; a classifier needs at least 2");
        if (std.Any(s => !(s > 0) || !float.IsFinite(s)) || mean.Any(m => !float.IsFinite(m)))
            throw new NetworkException(
                $"{name}: normalisation needs finite means and deviations above 0, got ({string.Join(", ", mean)}) and "
                    + $"({string.Join(", ", std)})"
            );
        if (!(width > 0) || !double.IsFinite(width) || (width != 1 && !entry.TakesWidth))
            throw new NetworkException(
                $"{name}: width multiplier {width}; it must be above 0, and 1 for every network but "
                    + $"{string.Join(", ", Table.Where(e => e.TakesWidth).Select(e => e.Name))}"
            );

        var graph = new NetworkBuilder(input, mean, std);
        entry.Build(graph, classes, width);
        return graph.Build(name);
    }

    /// <summary>A network: its name, what builds it from classes and width, and whether its width can be other than 1.</summary>
    private sealed record Entry(string Name, Action<NetworkBuilder, int, double> Build, bool TakesWidth = false);
}
