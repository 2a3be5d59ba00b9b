using QosNets.Networks;

namespace QosNets.Quantization;

/// <summary>
/// Where a network quantises: a tensor that feeds approximated layers is quantised once, at its producer, and every
/// reader shares its scale and bytes. Nodes that move or rename values pass bytes on without changing them.
/// </summary>
internal sealed class QuantizationPlan
{
    private readonly Dictionary<string, string> source = [];

    /// <summary>Reads the plan from the graph.</summary>
    public QuantizationPlan(Network network)
    {
        var wanted = new HashSet<string>();
        foreach (var node in network.Nodes.Reverse())
        {
            if (node.Flow == ValueFlow.ReadsBytes || (MovesBytes(node) && wanted.Contains(node.Name)))
                wanted.UnionWith(node.Inputs);
        }
        foreach (var node in network.Nodes)
        {
            if (MovesBytes(node) && source.TryGetValue(node.Inputs[0], out var origin))
                source[node.Name] = origin;
            else if (wanted.Contains(node.Name))
                source[node.Name] = node.Name;
        }
        Quantizers = [.. network.Nodes.Select(n => n.Name).Where(n => source.TryGetValue(n, out var s) && s == n)];
    }

    /// <summary>Nodes whose tensor is quantised as it is produced, in graph order.</summary>
    public IReadOnlyList<string> Quantizers { get; }

    /// <summary>The node whose quantiser gave this node's tensor its bytes, or null when the tensor is float32.</summary>
    public string? SourceOf(string node) => source.GetValueOrDefault(node);

    private static bool MovesBytes(Node node) => node.Flow is ValueFlow.MovesValues or ValueFlow.Renames;
}
