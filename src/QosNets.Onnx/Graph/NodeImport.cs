using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Constants;

namespace QosNets.Onnx.Graph;

/// <summary>What the file says around a node: how often values are read, and the version of its operators.</summary>
/// <param name="Opset">Version of the standard operators.</param>
/// <param name="Readers">How many inputs of nodes, and outputs of the graph, read each value.</param>
/// <param name="Outputs">Names of the graph's outputs.</param>
/// <param name="Windows">Which pools cover all of their input.</param>
internal sealed record FileContext(
    int Opset,
    IReadOnlyDictionary<string, int> Readers,
    IReadOnlySet<string> Outputs,
    WholeWindows Windows
);

/// <summary>One node of the file while it is imported: its inputs, and the graph that it adds to.</summary>
internal sealed class NodeImport(OnnxNode node, IReadOnlyList<Value?> inputs, ImportGraph graph, FileContext file)
{
    private string? name;

    public OnnxNode Node => node;

    public ImportGraph Graph => graph;

    public int Opset => file.Opset;

    public WholeWindows Windows => file.Windows;

    public int Inputs => inputs.Count;

    /// <summary>Name of the graph's node: the file's, or that of its output where it has none.</summary>
    public string Name => name ??= graph.Names.Take(node.Name.Length > 0 ? node.Name : node.Outputs[0]);

    /// <summary>Takes the name from the tensor of weights at an input, where that is called NAME.weight.</summary>
    public void NameAfter(int input)
    {
        const string Suffix = ".weight";
        var weights = input < node.Inputs.Count ? node.Inputs[input] : "";
        if (weights.EndsWith(Suffix, StringComparison.Ordinal) && weights.Length > Suffix.Length)
            name ??= graph.Names.Take(weights[..^Suffix.Length]);
    }

    /// <summary>Whether an input is there.</summary>
    public bool Has(int index) => index < inputs.Count && inputs[index] is not null;

    public Value this[int index] =>
        Has(index) ? inputs[index]! : throw new ImportProblem($"input {index} is missing; export the model again");

    /// <summary>An input that the graph computes.</summary>
    /// <exception cref="ImportProblem">It is missing or a constant.</exception>
    public Activation Activation(int index) =>
        this[index] switch
        {
            Activation a => a,
            GeluPart => throw new ImportProblem("it reads an error function outside x/2 · (1 + erf(x/√2)), which is GELU"),
            _ => throw new ImportProblem($"input {index} is a constant where computed values are expected"),
        };

    /// <summary>An input that the graph computes, in the usual order of axes.</summary>
    public Activation Usual(int index) => graph.Usual(Activation(index));

    /// <summary>An input whose values are known.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="what">What messages call it.</param>
    /// <exception cref="ImportProblem">It is missing or computed.</exception>
    public Constant Constant(int index, string what) =>
        this[index] is ConstantValue known
            ? known.Constant
            : throw new ImportProblem($"{what} is computed by the graph; only constant ones are known");

    /// <summary>An input whose values are known, or null where it is left out.</summary>
    public Constant? Optional(int index, string what) => Has(index) ? Constant(index, what) : null;

    /// <summary>Whether this node alone reads an input.</summary>
    public bool IsOnlyReader(int index) => file.Readers.GetValueOrDefault(node.Inputs[index]) == 1;

    /// <summary>Whether the result is an output of the model.</summary>
    public bool IsLast => file.Outputs.Contains(node.Outputs[0]);

    /// <summary>Adds a node that keeps the shape of its input.</summary>
    public Activation Elementwise(Activation input, Func<string, string, Node> make)
    {
        graph.Add(make(Name, input.Node));
        return new Activation(Name, input.Layout);
    }

    /// <summary>Adds a node whose tensor has the usual order of axes.</summary>
    /// <param name="added">The node, called <see cref="Name"/>.</param>
    /// <param name="like">A tensor of as many axes.</param>
    public Activation Add(Node added, Activation like)
    {
        var shape = graph.Add(added);
        return new Activation(added.Name, Layout.Usual(like.Layout.Batch, shape, like.Layout.Rank - 2));
    }
}
