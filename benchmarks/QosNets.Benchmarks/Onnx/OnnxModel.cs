using System.Runtime.InteropServices;

namespace QosNets.Benchmarks;

/// <summary>
/// Builds an ONNX model of quantised operators (https://onnx.ai/onnx/operators, and the com.microsoft contributions of
/// ONNX Runtime: QLinearAdd, QLinearGlobalAveragePool, QGemm). Field numbers are those of onnx.proto.
/// </summary>
internal sealed class OnnxModel
{
    private const int Float = 1,
        UInt8 = 2,
        Int8 = 3,
        Int32 = 6,
        Int64 = 7;
    private readonly ProtobufWriter graph = new();
    private int count;

    internal string Uint8(byte value) => Initializer(UInt8, [], [value]);

    internal string Int8Zero() => Initializer(Int8, [], [0]);

    internal string Scale(float value) => Initializer(Float, [], BitConverter.GetBytes(value));

    internal string Weights(byte[] values, params long[] shape) => Initializer(Int8, shape, values);

    internal string Bias(int[] values) => Initializer(Int32, [values.Length], MemoryMarshal.AsBytes<int>(values));

    internal string Longs(params long[] values) => Initializer(Int64, [values.Length], MemoryMarshal.AsBytes<long>(values));

    /// <summary>Appends a node and returns the name of its result.</summary>
    internal string Node(
        string operation,
        string[] inputs,
        string? domain = null,
        params (string Name, long[] Values)[] attributes
    )
    {
        var output = $"t{count++}";
        Append(operation, inputs, output, domain, attributes);
        return output;
    }

    /// <summary>The whole model: uint8 pixels [batch, channels, height, width] to float logits [batch, classes].</summary>
    internal byte[] Finish(string logits, long[] inputShape, long classes)
    {
        Append("Identity", [logits], "logits", null, []);
        graph.Text(2, "network");
        graph.Message(11, Value("pixels", UInt8, inputShape));
        graph.Message(12, Value("logits", Float, [inputShape[0], classes]));
        return new ProtobufWriter()
            .Integer(1, 8)
            .Message(7, graph)
            .Message(8, new ProtobufWriter().Text(1, "").Integer(2, 17))
            .Message(8, new ProtobufWriter().Text(1, "com.microsoft").Integer(2, 1))
            .ToArray();
    }

    private void Append(
        string operation,
        string[] inputs,
        string output,
        string? domain,
        (string Name, long[] Values)[] attributes
    )
    {
        var node = new ProtobufWriter();
        foreach (var input in inputs)
            node.Text(1, input);
        node.Text(2, output).Text(3, $"{operation} {output}").Text(4, operation);
        foreach (var (name, values) in attributes)
            node.Message(5, Attribute(name, values));
        if (domain is not null)
            node.Text(7, domain);
        graph.Message(1, node);
    }

    /// <summary>An attribute: one whole number when its name is that of a switch, else a list.</summary>
    private static ProtobufWriter Attribute(string name, long[] values)
    {
        const int IsInteger = 2,
            IsList = 7;
        var attribute = new ProtobufWriter().Text(1, name);
        if (name is "channels_last" or "transB" or "axis" or "group")
            return attribute.Integer(3, values[0]).Integer(20, IsInteger);
        foreach (var value in values)
            attribute.Integer(8, value);
        return attribute.Integer(20, IsList);
    }

    private string Initializer(int type, long[] shape, ReadOnlySpan<byte> raw)
    {
        var name = $"c{count++}";
        var tensor = new ProtobufWriter();
        foreach (var size in shape)
            tensor.Integer(1, size);
        graph.Message(5, tensor.Integer(2, type).Text(8, name).Bytes(9, raw));
        return name;
    }

    private static ProtobufWriter Value(string name, int type, long[] shape)
    {
        var sizes = new ProtobufWriter();
        foreach (var size in shape)
            sizes.Message(1, new ProtobufWriter().Integer(1, size));
        return new ProtobufWriter()
            .Text(1, name)
            .Message(2, new ProtobufWriter().Message(1, new ProtobufWriter().Integer(1, type).Message(2, sizes)));
    }
}
