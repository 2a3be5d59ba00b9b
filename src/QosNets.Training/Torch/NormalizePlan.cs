using QosNets.Networks;

namespace QosNets.Training.Torch;

/// <summary>A batch normalisation with what is computed together with it, and the input that is added, if any.</summary>
internal sealed record NormalizeChain(BatchNormNode Norm, string? Residual, ActivationNode? Activation);

/// <summary>
/// Which additions and activations directly follow a batch normalisation that nobody else reads, so that
/// <see cref="NormalizeFunction"/> computes them together.
/// </summary>
internal sealed class NormalizePlan
{
    private readonly Dictionary<string, NormalizeChain> byEnd = [];
    private readonly HashSet<string> inside = [];

    /// <summary>Reads the plan from the graph.</summary>
    public NormalizePlan(Network network)
    {
        foreach (var norm in network.Nodes.OfType<BatchNormNode>())
        {
            Node end = norm;
            string? residual = null;
            if (Only(network, end) is AddNode add && add.Left != add.Right && !inside.Contains(Other(add, norm)))
            {
                residual = Other(add, norm);
                end = Extend(end, add);
            }
            var activation = Only(network, end) as ActivationNode;
            if (activation is not null)
                end = Extend(end, activation);
            byEnd[end.Name] = new NormalizeChain(norm, residual, activation);
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

    private static string Other(AddNode add, Node one) => add.Left == one.Name ? add.Right : add.Left;

    private static Node? Only(Network network, Node node) =>
        network.Readers(node.Name).Take(2).ToArray() is [var only] ? only : null;
}
