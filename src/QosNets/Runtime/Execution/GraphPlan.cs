using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Runtime;

/// <summary>Where a tensor lives: a buffer of bytes, when it has a quantiser, or of floats.</summary>
internal sealed record TensorSlot(int Buffer, Shape Shape, AffineQuantizer? Quantizer);

/// <summary>
/// One step: a source, which is a node that is not element-wise, or a tensor to load, followed by element-wise nodes that
/// are applied to each value before it is stored. All nodes in between have one reader, so their tensors never exist.
/// </summary>
internal sealed record PlannedStep(Node? Source, string? Load, IReadOnlyList<Node> Chain)
{
    /// <summary>Name of the tensor that is stored.</summary>
    public string Result => Chain.Count > 0 ? Chain[^1].Name : Source!.Name;

    /// <summary>The tensors that a node of the chain reads beside the values that flow through it.</summary>
    public IEnumerable<string> Others(int index)
    {
        var inputs = Chain[index].Inputs.ToList();
        inputs.Remove(index > 0 ? Chain[index - 1].Name : Source?.Name ?? Load!);
        return inputs;
    }

    /// <summary>Tensors that must exist before the step.</summary>
    public IEnumerable<string> Reads()
    {
        var first = Load is null ? Source!.Inputs : [Load];
        return first.Concat(Enumerable.Range(0, Chain.Count).SelectMany(Others));
    }
}

/// <summary>The network cut into steps, and buffers for their tensors; the same for all operating points.</summary>
internal sealed class GraphPlan
{
    private readonly Network network;
    private readonly Dictionary<string, string> aliases = [];
    private readonly Dictionary<string, TensorSlot> slots = [];
    private readonly List<int> byteLengths = [];
    private readonly List<int> floatLengths = [];

    public GraphPlan(Bundle bundle)
    {
        network = bundle.Network;
        Steps = Cut(bundle.Plan);
        AssignBuffers(bundle);
    }

    public IReadOnlyList<PlannedStep> Steps { get; }

    /// <summary>Bytes of one image in each byte buffer.</summary>
    public IReadOnlyList<int> ByteLengths => byteLengths;

    /// <summary>Floats of one image in each float buffer.</summary>
    public IReadOnlyList<int> FloatLengths => floatLengths;

    /// <summary>The place of a tensor that is stored.</summary>
    public TensorSlot Slot(string node) => slots[Root(node)] with { Shape = network.ShapeOf(node) };

    private List<PlannedStep> Cut(QuantizationPlan plan)
    {
        var index = network.Nodes.Select((n, i) => (n.Name, i)).ToDictionary(p => p.Name, p => p.i);
        var taken = new HashSet<string>();
        var steps = new List<PlannedStep>();
        foreach (var node in network.Nodes)
        {
            if (node.Flow == ValueFlow.Renames)
                aliases[node.Name] = node.Inputs[0];
            else if (!taken.Contains(node.Name))
                steps.Add(Follow(node, plan, taken));
        }
        // A step runs where its last node stands: by then all that its additions read has been stored.
        return [.. steps.OrderBy(s => index[s.Result])];
    }

    private PlannedStep Follow(Node node, QuantizationPlan plan, HashSet<string> taken)
    {
        if (node.Flow == ValueFlow.MovesValues)
            return new PlannedStep(node, null, []);
        var elementwise = IsElementwise(node);
        List<Node> chain = elementwise ? [node] : [];
        for (var last = node; plan.SourceOf(last.Name) is null && last != network.Output; )
        {
            if (
                network.Readers(last.Name).Take(2).ToArray() is not [var reader]
                || !IsElementwise(reader)
                || reader.Inputs.Count(i => i == last.Name) != 1
                || !taken.Add(reader.Name)
            )
                break;
            chain.Add(reader);
            last = reader;
        }
        return new PlannedStep(elementwise ? null : node, elementwise ? node.Inputs[0] : null, chain);
    }

    private void AssignBuffers(Bundle bundle)
    {
        var lastUse = new Dictionary<string, int> { [Root(network.Output.Name)] = int.MaxValue };
        for (var s = 0; s < Steps.Count; s++)
        {
            foreach (var root in Steps[s].Reads().Select(Root))
                lastUse[root] = Math.Max(lastUse.GetValueOrDefault(root), s);
        }
        var (freeBytes, freeFloats) = (new Stack<int>(), new Stack<int>());
        for (var s = 0; s < Steps.Count; s++)
        {
            // The result takes its buffer before the step's inputs give theirs back, so no step writes where it reads.
            var name = Steps[s].Result;
            var quantizer = bundle.Plan.SourceOf(name) is { } source ? bundle.Quantizers[source] : null;
            var (lengths, free) = quantizer is null ? (floatLengths, freeFloats) : (byteLengths, freeBytes);
            if (!free.TryPop(out var buffer))
            {
                buffer = lengths.Count;
                lengths.Add(0);
            }
            var shape = network.ShapeOf(name);
            lengths[buffer] = Math.Max(lengths[buffer], shape.Length);
            slots[name] = new TensorSlot(buffer, shape, quantizer);
            foreach (var (root, slot) in slots)
            {
                if (lastUse.GetValueOrDefault(root) == s)
                    (slot.Quantizer is null ? freeFloats : freeBytes).Push(slot.Buffer);
            }
        }
    }

    private string Root(string node) => aliases.TryGetValue(node, out var origin) ? Root(origin) : node;

    private static bool IsElementwise(Node node) => node.Flow == ValueFlow.Elementwise;
}
