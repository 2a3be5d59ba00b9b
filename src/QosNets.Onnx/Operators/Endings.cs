using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;

namespace QosNets.Onnx.Operators;

/// <summary>Operators that change nothing in a network that infers.</summary>
internal static class Endings
{
    public static Value[] Dropout(NodeImport n) =>
        n.Node.Outputs.Count > 1 && n.Node.Outputs[1].Length > 0 ? [n[0], new UnknownValue()] : [n[0]];

    public static Value Cast(NodeImport n) =>
        (ElementType)n.Node.Long("to", 0)
            is ElementType.Float
                or ElementType.Double
                or ElementType.Float16
                or ElementType.BFloat16
            ? n.Activation(0)
            : throw new ImportProblem("it makes whole numbers of computed values; only casts between real numbers are known");

    /// <summary>Softmax at the end, which leaves the order of the classes as it is.</summary>
    public static Value Softmax(NodeImport n)
    {
        if (!n.IsLast)
            throw new ImportProblem("only a softmax at the end is known, since it leaves the order of the classes as it is");
        n.Graph.Notes.Add($"{n.Node.Label} at the end is left out: the network ends at the logits");
        return n.Activation(0);
    }
}
