namespace QosNets.Networks;

/// <summary>Lists the parameters of a network, in graph order.</summary>
internal static class NetworkParameters
{
    /// <summary>The parameters of the plain network: weights, biases, batch normalisation with its statistics.</summary>
    public static IReadOnlyList<Parameter> Of(Network network) => Owned(network, ParameterOwners.Network);

    /// <summary>
    /// The parameters that each operating point owns: batch normalisation with its statistics, the biases of layers, and
    /// for a layer without batch normalisation (<see cref="Network.BatchNormOf"/>) LAYER.scale and LAYER.bias.
    /// </summary>
    public static IReadOnlyList<Parameter> OfPoint(Network network) => Owned(network, ParameterOwners.Point);

    private static Parameter[] Owned(Network network, ParameterOwners owner) =>
        [.. network.Nodes.SelectMany(n => n.Parameters(network)).Where(p => p.Owners.HasFlag(owner))];
}
