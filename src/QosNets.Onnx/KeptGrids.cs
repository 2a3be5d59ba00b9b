using QosNets.Networks;
using QosNets.Onnx.Graph;
using QosNets.Quantization;

namespace QosNets.Onnx;

/// <summary>The grids of a file where a network quantises, which is what feeds layers and nothing else.</summary>
internal sealed class KeptGrids
{
    public KeptGrids(Network network, ImportGraph graph)
    {
        var plan = new QuantizationPlan(network);
        var tensors = new Dictionary<string, AffineQuantizer>();
        var (twice, unused) = (new List<string>(), new List<string>());
        foreach (var node in network.Nodes.Where(n => graph.Quantizers.ContainsKey(n.Name)))
        {
            var quantizer = graph.Quantizers[node.Name];
            if (plan.SourceOf(node.Name) is not { } source)
                unused.Add(node.Name);
            else if (!tensors.TryAdd(source, quantizer) && tensors[source] != quantizer)
                twice.Add(node.Name);
        }
        Tensors = tensors;
        Notes =
        [
            .. Note(unused, "feed no layer and stay real numbers; the file's grids of them are not kept"),
            .. Note(twice, "only move bytes and keep the grid of what they read; the file's other grids of them are not kept"),
        ];
    }

    /// <summary>Quantisers by the node that quantises.</summary>
    public IReadOnlyDictionary<string, AffineQuantizer> Tensors { get; }

    /// <summary>What could not be kept.</summary>
    public IReadOnlyList<string> Notes { get; }

    private static IEnumerable<string> Note(List<string> nodes, string what)
    {
        const int Named = 3;
        if (nodes.Count > 0)
        {
            var more = nodes.Count > Named ? $" and {nodes.Count - Named} more" : "";
            yield return $"{string.Join(", ", nodes.Take(Named))}{more} {what}";
        }
    }
}
