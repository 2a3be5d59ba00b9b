namespace QosNets.Networks;

/// <summary>What a parameter is for; it decides who owns it and whether overheads count it.</summary>
public enum ParameterRole
{
    /// <summary>Weights of a layer, shared by all operating points.</summary>
    Weight,

    /// <summary>Bias of a layer.</summary>
    Bias,

    /// <summary>Scale of a batch normalisation.</summary>
    Scale,

    /// <summary>Offset of a batch normalisation.</summary>
    Offset,

    /// <summary>Running mean of a batch normalisation; a statistic.</summary>
    Mean,

    /// <summary>Running variance of a batch normalisation; a statistic.</summary>
    Variance,

    /// <summary>Scale per output channel of a layer without batch normalisation, present in operating points only.</summary>
    LayerScale,
}

/// <summary>One parameter tensor of a network.</summary>
/// <param name="Name">NODE.weight, NODE.bias, NODE.running_mean, NODE.running_var or, in points, LAYER.scale.</param>
/// <param name="Shape">Sizes of its axes.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Node">The node that it belongs to.</param>
public sealed record Parameter(string Name, IReadOnlyList<int> Shape, ParameterRole Role, string Node)
{
    /// <summary>Number of values.</summary>
    public int Length => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Whether this is a running statistic, which parameter counts and overheads leave out.</summary>
    public bool IsStatistic => Role is ParameterRole.Mean or ParameterRole.Variance;
}

/// <summary>Lists the parameters of a network, in graph order.</summary>
public static class NetworkParameters
{
    /// <summary>The parameters of the plain network: weights, biases, batch normalisation with its statistics.</summary>
    public static IReadOnlyList<Parameter> Of(Network network)
    {
        var all = new List<Parameter>();
        foreach (var node in network.Nodes)
        {
            switch (node)
            {
                case Conv2dNode c:
                    all.Add(Make(c, "weight", ParameterRole.Weight, c.OutChannels, c.InChannels / c.Groups, c.Kernel, c.Kernel));
                    if (c.Bias)
                        all.Add(Make(c, "bias", ParameterRole.Bias, c.OutChannels));
                    break;
                case LinearNode l:
                    all.Add(Make(l, "weight", ParameterRole.Weight, l.OutFeatures, l.InFeatures));
                    if (l.Bias)
                        all.Add(Make(l, "bias", ParameterRole.Bias, l.OutFeatures));
                    break;
                case BatchNormNode b:
                    AddBatchNorm(all, b);
                    break;
            }
        }
        return all;
    }

    /// <summary>
    /// The parameters that each operating point owns: batch normalisation with its statistics, the biases of layers, and
    /// for a layer without batch normalisation (<see cref="Network.BatchNormOf"/>) LAYER.scale and LAYER.bias.
    /// </summary>
    public static IReadOnlyList<Parameter> OfPoint(Network network)
    {
        var all = new List<Parameter>();
        foreach (var node in network.Nodes)
        {
            switch (node)
            {
                case LayerNode layer:
                    var channels = network.ShapeOf(layer.Name).Channels;
                    var alone = network.BatchNormOf(layer) is null;
                    if (alone)
                        all.Add(Make(layer, "scale", ParameterRole.LayerScale, channels));
                    if (alone || layer.HasBias)
                        all.Add(Make(layer, "bias", ParameterRole.Bias, channels));
                    break;
                case BatchNormNode b:
                    AddBatchNorm(all, b);
                    break;
            }
        }
        return all;
    }

    private static void AddBatchNorm(List<Parameter> all, BatchNormNode b)
    {
        all.Add(Make(b, "weight", ParameterRole.Scale, b.Channels));
        all.Add(Make(b, "bias", ParameterRole.Offset, b.Channels));
        all.Add(Make(b, "running_mean", ParameterRole.Mean, b.Channels));
        all.Add(Make(b, "running_var", ParameterRole.Variance, b.Channels));
    }

    private static Parameter Make(Node node, string suffix, ParameterRole role, params int[] shape) =>
        new($"{node.Name}.{suffix}", shape, role, node.Name);
}
