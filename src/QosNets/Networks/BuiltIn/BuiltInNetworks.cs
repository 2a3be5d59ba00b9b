namespace QosNets.Networks;

/// <summary>The networks that come with the library, by name.</summary>
public static class BuiltInNetworks
{
    private static readonly string[] NamesInOrder = ["lenet5", "resnet8", "resnet14", "resnet20", "resnet32", "mobilenetv2"];

    /// <summary>All names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names => NamesInOrder;

    /// <summary>
    /// Builds a network. Its graph starts with the nodes <c>input</c> and <c>normalize</c>; its last node is <c>classifier</c>.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="input">Shape of one image.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <param name="mean">Mean of each channel, pixels counted as 0..1.</param>
    /// <param name="std">Standard deviation of each channel, above 0.</param>
    /// <param name="width">Width multiplier of the channels, above 0; only <c>mobilenetv2</c> takes one other than 1.</param>
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
        if (!NamesInOrder.Contains(name))
            throw new NetworkException($"there is no network called {name}; choose one of {string.Join(", ", NamesInOrder)}");
        if (classes < 2)
            throw new NetworkException($"{name}: {classes} classes; a classifier needs at least 2");
        if (std.Any(s => !(s > 0) || !float.IsFinite(s)) || mean.Any(m => !float.IsFinite(m)))
            throw new NetworkException(
                $"{name}: normalisation needs finite means and deviations above 0, got ({string.Join(", ", mean)}) and "
                    + $"({string.Join(", ", std)})"
            );
        if (!(width > 0) || !double.IsFinite(width) || (width != 1 && name != "mobilenetv2"))
            throw new NetworkException(
                $"{name}: width multiplier {width}; it must be above 0, and 1 for every network but mobilenetv2"
            );

        var graph = new GraphBuilder(input, mean, std);
        switch (name)
        {
            case "lenet5":
                LeNet5.Build(graph, classes);
                break;
            case "mobilenetv2":
                MobileNetV2.Build(graph, classes, width);
                break;
            default:
                CifarResNet.Build(
                    graph,
                    classes,
                    depth: int.Parse(name.AsSpan("resnet".Length), System.Globalization.CultureInfo.InvariantCulture)
                );
                break;
        }
        return graph.Build(name);
    }
}
