namespace QosNets.Networks;

/// <summary>The classifier at the end of a network, and what stands there for other classes.</summary>
internal static class NetworkHead
{
    private const string New = "classifier";

    /// <summary>
    /// The network with a new fully connected layer at its end. A layer that is the end already, nothing but nodes without
    /// products behind it, goes with all that follows it; a network that ends in features keeps them all, averaged over rows and
    /// columns where there are several.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="classes">Number of classes, at least 2.</param>
    /// <returns>The network and the name of the new layer, which the old one did not have.</returns>
    public static (Network Network, string Layer) Replace(Network network, int classes)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        var nodes = network.Nodes.ToList();
        var input = network.Output.Name;
        if (EndOf(network) is { } last)
        {
            nodes = [.. nodes.TakeWhile(n => n != last)];
            input = last.Inputs[0];
        }
        var shape = network.ShapeOf(input);
        if (shape is not { Height: 1, Width: 1 })
        {
            nodes.Add(new GlobalAveragePoolNode(Unused(network, "pool"), input));
            input = nodes[^1].Name;
        }
        var layer = Unused(network, New);
        nodes.Add(new LinearNode(layer, input, shape.Channels, classes, Bias: true));
        return (new Network(network.Name, nodes), layer);
    }

    /// <summary>The fully connected layer that the output is, or another form of; null where features end the network.</summary>
    private static LinearNode? EndOf(Network network)
    {
        var end = network.Output;
        while (end.Flow is ValueFlow.Renames or ValueFlow.Elementwise && end.Inputs.Count == 1)
            end = network[end.Inputs[0]];
        return end as LinearNode;
    }

    private static string Unused(Network network, string name)
    {
        var names = network.Nodes.Select(n => n.Name).ToHashSet();
        while (names.Contains(name))
            name += "_new";
        return name;
    }
}
