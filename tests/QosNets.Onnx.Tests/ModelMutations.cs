using Google.Protobuf;
using Google.Protobuf.Collections;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx.Tests;

/// <summary>Changes of a model that leave its file readable: they reach what stands behind the reading of bytes.</summary>
internal static class ModelMutations
{
    private static readonly long[] Numbers = [-1, 0, 1, 2, 3, 5, 64, 65535, int.MaxValue, 1L << 31, 1L << 40, long.MinValue];

    private static readonly string[] Operators =
    [
        "Conv",
        "Gemm",
        "MatMul",
        "Reshape",
        "Transpose",
        "Concat",
        "Slice",
        "Gather",
        "Pad",
        "Squeeze",
        "Unsqueeze",
        "Flatten",
        "ReduceMean",
        "MaxPool",
        "AveragePool",
        "Mul",
        "Div",
        "Add",
        "Erf",
        "Shape",
        "Split",
        "QuantizeLinear",
        "DequantizeLinear",
        "Constant",
        "ConstantOfShape",
        "Expand",
        "Range",
    ];

    /// <summary>A copy with one to five changes.</summary>
    public static byte[] Of(ModelProto seed, Random random)
    {
        var model = seed.Clone();
        for (var change = random.Next(1, 6); change > 0; change--)
            Change(model.Graph, random);
        return model.ToByteArray();
    }

    private static void Change(GraphProto graph, Random random)
    {
        var node = Any(graph.Node, random);
        var tensor = Any(graph.Initializer, random);
        switch (random.Next(10))
        {
            case 0:
                node.OpType = Operators[random.Next(Operators.Length)];
                break;
            case 1 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = AnyName(graph, random);
                break;
            case 2 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 3:
                node.Input.Add(AnyName(graph, random));
                break;
            case 4 when node.Attribute.Count > 0:
                ChangeAttribute(Any(node.Attribute, random), random);
                break;
            case 5:
                node.Attribute.AddRange([.. Any(graph.Node, random).Attribute.Select(a => a.Clone())]);
                break;
            case 6 when tensor.Dims.Count > 0:
                tensor.Dims[random.Next(tensor.Dims.Count)] = AnyNumber(random);
                break;
            case 7:
                tensor.DataType = random.Next(24);
                break;
            case 8:
                graph.Node.Remove(node);
                graph.Node.Insert(random.Next(graph.Node.Count + 1), node);
                break;
            default:
                var dims = graph.Input[0].Type.TensorType.Shape.Dim;
                dims[random.Next(dims.Count)].DimValue = AnyNumber(random);
                break;
        }
    }

    private static void ChangeAttribute(AttributeProto attribute, Random random)
    {
        if (attribute.Ints.Count > 0 && random.Next(2) == 0)
            attribute.Ints[random.Next(attribute.Ints.Count)] = AnyNumber(random);
        else if (attribute.Ints.Count > 0)
            attribute.Ints.RemoveAt(0);
        else if (random.Next(3) == 0)
            attribute.Type = random.Next(12);
        else
            (attribute.I, attribute.F) = (AnyNumber(random), random.Next(2) == 0 ? float.NaN : float.MaxValue);
    }

    private static string AnyName(GraphProto graph, Random random) =>
        random.Next(3) switch
        {
            0 => Any(graph.Initializer, random).Name,
            1 => "",
            _ => Any(graph.Node, random).Output[0],
        };

    private static long AnyNumber(Random random) => Numbers[random.Next(Numbers.Length)];

    private static T Any<T>(RepeatedField<T> items, Random random) => items[random.Next(items.Count)];
}
