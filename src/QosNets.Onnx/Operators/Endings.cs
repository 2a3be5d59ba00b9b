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
        var logits = n.Activation(0);
        int[] sizes = [.. logits.Layout.Dims.Skip(1).Select(d => (int)d)];
        var axis = (int)n.Node.Long("axis", n.Opset < 13 ? 1 : -1);
        axis = axis < 0 ? axis + sizes.Length + 1 : axis;
        // Before operator set 13 it goes over all axes from there on.
        var others = sizes.Where((_, i) => n.Opset < 13 ? i + 1 < axis : i + 1 != axis);
        if (others.Any(size => size != 1))
            throw new ImportProblem(
                $"it goes over axis {axis} of {string.Join("×", sizes)} values, which are not the classes alone; end the model "
                    + "before it"
            );
        n.Graph.Notes.Add($"{n.Node.Label} at the end is left out: the network ends at the logits");
        n.Graph.Ending = n.Node.Operator == "LogSoftmax" ? ModelEnding.LogSoftmax : ModelEnding.Softmax;
        return logits;
    }
}
