namespace QosNets.Networks;

/// <summary>What a parameter is for; it decides how it begins and whether overheads count it.</summary>
internal enum ParameterRole
{
    /// <summary>Weights of a layer.</summary>
    Weight,

    /// <summary>Bias of a layer.</summary>
    Bias,

    /// <summary>Scale of a channel: of a batch normalisation or an affine node.</summary>
    Scale,

    /// <summary>Offset of a channel: of a batch normalisation or an affine node.</summary>
    Offset,

    /// <summary>Running mean of a batch normalisation; a statistic.</summary>
    Mean,

    /// <summary>Running variance of a batch normalisation; a statistic.</summary>
    Variance,

    /// <summary>Scale per output channel of a layer without batch normalisation, present in operating points only.</summary>
    LayerScale,
}

/// <summary>Who has a parameter: the plain network, operating points, or both.</summary>
[Flags]
internal enum ParameterOwners
{
    /// <summary>The plain network; all operating points share it.</summary>
    Network = 1,

    /// <summary>Every operating point has its own, and the plain network has none.</summary>
    Point = 2,

    /// <summary>The plain network has it, and every operating point has its own.</summary>
    Both = Network | Point,
}

/// <summary>One parameter tensor of a network.</summary>
/// <param name="Name">NODE.weight, NODE.bias, NODE.running_mean, NODE.running_var or, in points, LAYER.scale.</param>
/// <param name="Shape">Sizes of its axes.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Node">The node that it belongs to.</param>
/// <param name="Owners">Who has it.</param>
internal sealed record Parameter(string Name, IReadOnlyList<int> Shape, ParameterRole Role, string Node, ParameterOwners Owners)
{
    /// <summary>Number of values.</summary>
    public int Length => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Whether this is a running statistic, which parameter counts and overheads leave out.</summary>
    public bool IsStatistic => Role is ParameterRole.Mean or ParameterRole.Variance;
}
