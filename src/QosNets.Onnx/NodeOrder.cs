using QosNets.Onnx.Base;
using QosNets.Onnx.Files;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx;

/// <summary>The nodes of a file that lead to an output, inputs before readers; dead ones are left out.</summary>
internal sealed class NodeOrder(ModelFile file)
{
    /// <summary>The nodes that an output depends on, in an order in which they can be computed.</summary>
    /// <exception cref="OnnxException">Two nodes compute one value, or nodes wait for each other.</exception>
    public IReadOnlyList<NodeProto> Needed(string output)
    {
        var maker = new Dictionary<string, NodeProto>();
        foreach (var node in file.Model.Graph.Node)
        {
            foreach (var name in node.Output.Where(o => o.Length > 0))
            {
                if (!maker.TryAdd(name, node))
                    throw new OnnxException($"{file.Name}: two nodes compute '{name}'; export the model again");
            }
        }
        // Nodes are told apart by what they are, and not, as their type would, by what they hold.
        var (open, done) = (NewSet(), NewSet());
        var order = new List<NodeProto>();
        var stack = new Stack<(NodeProto Node, bool Left)>();
        if (maker.TryGetValue(output, out var last))
            stack.Push((last, false));
        while (stack.TryPop(out var top))
        {
            if (top.Left)
            {
                open.Remove(top.Node);
                if (done.Add(top.Node))
                    order.Add(top.Node);
                continue;
            }
            if (done.Contains(top.Node))
                continue;
            if (!open.Add(top.Node))
                throw new OnnxException($"{file.Name}: node '{top.Node.Name}' waits for its own result; export the model again");
            stack.Push((top.Node, true));
            foreach (var input in top.Node.Input)
            {
                if (maker.TryGetValue(input, out var before) && !done.Contains(before))
                    stack.Push((before, false));
            }
        }
        return InFileOrder(done) ?? order;
    }

    /// <summary>The nodes as the file has them, where that is an order in which they can be computed; else null.</summary>
    private List<NodeProto>? InFileOrder(HashSet<NodeProto> needed)
    {
        List<NodeProto> nodes = [.. file.Model.Graph.Node.Where(needed.Contains)];
        var later = nodes.SelectMany(n => n.Output).ToHashSet();
        foreach (var node in nodes)
        {
            if (node.Input.Any(later.Contains))
                return null;
            later.ExceptWith(node.Output);
        }
        return nodes;
    }

    private static HashSet<NodeProto> NewSet() => new(ReferenceEqualityComparer.Instance);

    /// <summary>How often each value is read, the output once more.</summary>
    public static IReadOnlyDictionary<string, int> Readers(IEnumerable<NodeProto> nodes, string output) =>
        nodes.SelectMany(n => n.Input).Append(output).CountBy(i => i).ToDictionary();
}
