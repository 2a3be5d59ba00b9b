using Google.Protobuf;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx.Tests;

/// <summary>Writes small ONNX models with seeded weights.</summary>
internal sealed class ModelBuilder
{
    private const int Float = 1,
        UInt8 = 2,
        Int8 = 3,
        Int32 = 6,
        Int64 = 7;

    private readonly GraphProto graph = new() { Name = "test" };
    private readonly HashSet<string> domains = [""];
    private readonly Random random;
    private readonly int opset;
    private int count;

    public ModelBuilder(int opset = 17, int seed = 1, params long[] input)
    {
        (this.opset, random) = (opset, new Random(seed));
        graph.Input.Add(Value("x", Float, input));
    }

    public string Input => "x";

    public GraphProto Graph => graph;

    /// <summary>Seeded reals about 0, with the size of weights.</summary>
    public string Reals(params long[] dims) => Reals(0.5f, 0, dims);

    public string Reals(float spread, float center, params long[] dims)
    {
        var values = Enumerable.Range(0, Length(dims)).Select(_ => center + spread * (2 * random.NextSingle() - 1));
        return Real(dims, [.. values]);
    }

    public string Real(long[] dims, params float[] values)
    {
        var tensor = Tensor(Float, dims);
        tensor.FloatData.AddRange(values);
        return tensor.Name;
    }

    public string Scalar(float value) => Real([], value);

    public string Longs(params long[] values)
    {
        var tensor = Tensor(Int64, [values.Length]);
        tensor.Int64Data.AddRange(values);
        return tensor.Name;
    }

    public string Long(long value)
    {
        var tensor = Tensor(Int64, []);
        tensor.Int64Data.Add(value);
        return tensor.Name;
    }

    public string Ints(params int[] values)
    {
        var tensor = Tensor(Int32, [values.Length]);
        tensor.Int32Data.AddRange(values);
        return tensor.Name;
    }

    public string Byte(int value) => Bytes([], [(byte)value]);

    public string Bytes(long[] dims, byte[] values)
    {
        var tensor = Tensor(UInt8, dims);
        tensor.RawData = ByteString.CopyFrom(values);
        return tensor.Name;
    }

    /// <summary>Seeded bytes from −127 to 127.</summary>
    public string SignedWeights(params long[] dims)
    {
        var values = new sbyte[Length(dims)];
        for (var i = 0; i < values.Length; i++)
            values[i] = (sbyte)random.Next(-127, 128);
        return Signed(dims, values);
    }

    public string Signed(long[] dims, params sbyte[] values)
    {
        var tensor = Tensor(Int8, dims);
        tensor.RawData = ByteString.CopyFrom([.. values.Select(v => (byte)v)]);
        return tensor.Name;
    }

    public string Node(string op, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(op, "", 1, inputs, attributes)[0];

    public string[] Node(string op, string domain, int outputs, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto
        {
            OpType = op,
            Name = $"{op} {count}",
            Domain = domain,
        };
        domains.Add(domain);
        node.Input.AddRange(inputs);
        for (var i = 0; i < outputs; i++)
            node.Output.Add($"t{count++}");
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>A convolution of 1×1, which most models need: a network has a layer.</summary>
    public string Layer(string input, int channels, int outputs) => Node("Conv", [input, Reals(outputs, channels, 1, 1)]);

    /// <summary>The file, with an output of real numbers or another type of element.</summary>
    public byte[] Finish(string output, int type = Float)
    {
        graph.Output.Add(Value(output, type, null));
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.AddRange(
            domains.Select(d => new OperatorSetIdProto { Domain = d, Version = d.Length == 0 ? opset : 1 })
        );
        return model.ToByteArray();
    }

    private TensorProto Tensor(int type, long[] dims)
    {
        var tensor = new TensorProto { Name = $"c{count++}", DataType = type };
        tensor.Dims.AddRange(dims);
        graph.Initializer.Add(tensor);
        return tensor;
    }

    private static int Length(long[] dims) => (int)dims.Aggregate(1L, (a, b) => a * b);

    private static ValueInfoProto Value(string name, int type, long[]? dims)
    {
        var tensor = new TypeProto.Types.Tensor { ElemType = type };
        if (dims is not null)
        {
            tensor.Shape = new TensorShapeProto();
            foreach (var dim in dims)
                tensor.Shape.Dim.Add(
                    dim == 0
                        ? new TensorShapeProto.Types.Dimension { DimParam = $"d{tensor.Shape.Dim.Count}" }
                        : new TensorShapeProto.Types.Dimension { DimValue = dim }
                );
        }
        return new ValueInfoProto
        {
            Name = name,
            Type = new TypeProto { TensorType = tensor },
        };
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case int i:
                (attribute.I, attribute.Type) = (i, 2);
                break;
            case float f:
                (attribute.F, attribute.Type) = (f, 1);
                break;
            case string s:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), 3);
                break;
            case int[] whole:
                attribute.Ints.AddRange(whole.Select(w => (long)w));
                attribute.Type = 7;
                break;
            case float[] reals:
                attribute.Floats.AddRange(reals);
                attribute.Type = 6;
                break;
            default:
                throw new ArgumentException($"{name}: no attribute is made of a {value.GetType()}");
        }
        return attribute;
    }
}
