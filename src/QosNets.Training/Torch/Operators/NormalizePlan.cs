using QosNets.Networks;

namespace QosNets.Training.Torch;

/// <summary>A batch normalisation with what is computed together with it.</summary>
/// <param name="Norm">The normalisation.</param>
/// <param name="Residual">Name of the tensor that is added after it, or null.</param>
/// <param name="Bounds">The range that the sum is cut to.</param>
internal sealed record NormalizeChain(BatchNormNode Norm, string? Residual, ValueBounds Bounds);

/// <summary>
/// Which additions and bounds directly follow a batch normalisation that nobody else reads, so that
/// <see cref="NormalizeFunction"/> computes them together.
/// </summary>
internal sealed class NormalizePlan
{
    private readonly Dictionary<string, NormalizeChain> byEnd = [];
    private readonly HashSet<string> inside = [];

    /// <summary>Reads the plan from the graph.</summary>
    public NormalizePlan(Network network)
    {
        foreach (var norm in network.BatchNorms)
        {
            Node end = norm;
            string? residual = null;
            if (Only(network, end) is { IsSum: true } sum && Other(sum, norm) is { } other && !inside.Contains(other))
            {
                residual = other;
                end = Extend(end, sum);
            }
            var bounds = ValueBounds.None;
            if (Only(network, end) is { Bounds: { } cut } cutting)
            {
                bounds = cut;
                end = Extend(end, cutting);
            }
            byEnd[end.Name] = new NormalizeChain(norm, residual, bounds);
        }
    }

    /// <summary>Whether a node's tensor is never made, since a later node of its chain is computed with it.</summary>
    public bool IsInside(string node) => inside.Contains(node);

    /// <summary>The chain that ends with the node, or null.</summary>
    public NormalizeChain? EndingWith(string node) => byEnd.GetValueOrDefault(node);

    private Node Extend(Node end, Node next)
    {
        inside.Add(end.Name);
        return next;
    }

    /// <summary>The other summand, or null where both are the same.</summary>
    private static string? Other(Node sum, Node one) => sum.Inputs.FirstOrDefault(i => i != one.Name);

    private static Node? Only(Network network, Node node) =>
        network.Readers(node.Name).Take(2).ToArray() is [var only] ? only : null;
}
