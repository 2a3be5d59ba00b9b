using QosNets.Onnx.Base;
using QosNets.Onnx.Files;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx.Graph;

/// <summary>A node of the file: its attributes with their types and limits.</summary>
internal sealed class OnnxNode(NodeProto proto, TensorReader tensors)
{
    // Far above any size of a network, and low enough that products of two of them stay within 64 bits.
    private const long MostSize = 1 << 24;

    public string Operator => proto.OpType;

    public string Domain => proto.Domain is "ai.onnx" ? "" : proto.Domain;

    public IReadOnlyList<string> Inputs => proto.Input;

    public IReadOnlyList<string> Outputs => proto.Output;

    public string Name => proto.Name;

    /// <summary>What messages call it.</summary>
    public string Label => $"{Operator} '{(Name.Length > 0 ? Name : Outputs.FirstOrDefault(o => o.Length > 0, "?"))}'";

    public bool Has(string attribute) => Find(attribute) is not null;

    public long Long(string attribute, long fallback) => Find(attribute)?.I ?? fallback;

    public bool Switch(string attribute, bool fallback) => Long(attribute, fallback ? 1 : 0) != 0;

    public float Real(string attribute, float fallback) => Find(attribute)?.F ?? fallback;

    public string Text(string attribute, string fallback) => Find(attribute)?.S.ToStringUtf8() ?? fallback;

    public IReadOnlyList<long>? Longs(string attribute) => Find(attribute)?.Ints;

    public IReadOnlyList<float>? Reals(string attribute) => Find(attribute)?.Floats;

    public Constants.Constant? Tensor(string attribute) => Find(attribute)?.T is { } tensor ? tensors.Read(tensor) : null;

    /// <summary>A whole number within the sizes of networks.</summary>
    /// <exception cref="ImportProblem">It is outside.</exception>
    public int Int(string attribute, int fallback) => Size(attribute, Long(attribute, fallback));

    /// <summary>As many whole numbers as asked for, within the sizes of networks.</summary>
    /// <exception cref="ImportProblem">One is outside, or there are more or fewer.</exception>
    public int[] Ints(string attribute, int count, int fallback)
    {
        if (Find(attribute)?.Ints is not { Count: > 0 } values)
            return [.. Enumerable.Repeat(fallback, count)];
        if (values.Count != count)
            throw new ImportProblem($"{attribute} has {values.Count} values where {count} are expected");
        return [.. values.Select(v => Size(attribute, v))];
    }

    private static int Size(string attribute, long value) =>
        value is > -MostSize and < MostSize
            ? (int)value
            : throw new ImportProblem($"{attribute} = {value}; sizes up to {MostSize} are known");

    private AttributeProto? Find(string attribute)
    {
        foreach (var a in proto.Attribute)
        {
            if (a.Name == attribute)
                return a;
        }
        return null;
    }
}
