using System.Runtime.InteropServices;
using Google.Protobuf;
using QosNets.Onnx.Base;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx.Export;

/// <summary>A graph of ONNX while it is written: constants, nodes, outputs.</summary>
internal sealed class ExportGraph
{
    public const int Opset = 17;

    private const int IrVersion = 8;

    private readonly GraphProto graph = new();
    private readonly HashSet<string> names = [];
    private readonly SortedSet<string> domains = new(StringComparer.Ordinal) { "" };

    /// <summary>A name that nothing else in the graph has.</summary>
    public string Name(string wanted)
    {
        var name = wanted;
        for (var i = 2; !names.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }

    public string Reals(string name, ReadOnlySpan<float> values, params int[] dims) =>
        Constant(name, ElementType.Float, MemoryMarshal.AsBytes(values), dims);

    public string Real(string name, float value) => Reals(name, [value]);

    public string Ints(string name, ReadOnlySpan<int> values, params int[] dims) =>
        Constant(name, ElementType.Int32, MemoryMarshal.AsBytes(values), dims);

    public string Longs(string name, params long[] values) =>
        Constant(name, ElementType.Int64, MemoryMarshal.AsBytes<long>(values), values.Length);

    public string Bytes(string name, ReadOnlySpan<byte> values, bool signed, params int[] dims) =>
        Constant(name, signed ? ElementType.Int8 : ElementType.UInt8, values, dims);

    /// <summary>Adds the last node, whose result has the name of the output.</summary>
    public void End(string op, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        graph.Node.Add(node);
    }

    /// <summary>Adds a node with one output, which has the node's name.</summary>
    public string Node(string op, string name, string[] inputs, params (string Name, object Value)[] attributes) =>
        Node(op, "", name, inputs, attributes);

    /// <summary>The same of another domain.</summary>
    public string Node(string op, string domain, string name, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto
        {
            OpType = op,
            Domain = domain,
            Name = Name(name),
        };
        node.Input.AddRange(inputs);
        node.Output.Add(node.Name);
        node.Attribute.AddRange(attributes.Select(a => Attribute(a.Name, a.Value)));
        graph.Node.Add(node);
        domains.Add(domain);
        return node.Name;
    }

    public void Input(string name, ElementType type, params long[] dims) => graph.Input.Add(Value(name, type, dims));

    public void Output(string name, ElementType type, params long[] dims) => graph.Output.Add(Value(name, type, dims));

    /// <summary>The file's bytes.</summary>
    /// <param name="name">Name of the graph.</param>
    /// <param name="notes">What the file says of itself, by key.</param>
    public byte[] Finish(string name, IEnumerable<KeyValuePair<string, string>> notes)
    {
        graph.Name = name;
        var model = new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "QosNets",
            Graph = graph,
        };
        model.OpsetImport.AddRange(
            domains.Select(d => new OperatorSetIdProto { Domain = d, Version = d.Length == 0 ? Opset : 1 })
        );
        model.MetadataProps.AddRange(notes.Select(n => new StringStringEntryProto { Key = n.Key, Value = n.Value }));
        return model.ToByteArray();
    }

    private string Constant(string name, ElementType type, ReadOnlySpan<byte> raw, params ReadOnlySpan<int> dims)
    {
        var tensor = new TensorProto
        {
            Name = Name(name),
            DataType = (int)type,
            RawData = ByteString.CopyFrom(raw),
        };
        foreach (var dim in dims)
            tensor.Dims.Add(dim);
        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    /// <summary>A value of the graph; a size of 0 is left open.</summary>
    private static ValueInfoProto Value(string name, ElementType type, long[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            var size = new TensorShapeProto.Types.Dimension();
            if (dim == 0)
                size.DimParam = "batch";
            else
                size.DimValue = dim;
            shape.Dim.Add(size);
        }
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape };
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
                (attribute.I, attribute.Type) = (i, (int)AttributeProto.Types.Kind.Int);
                break;
            case float f:
                (attribute.F, attribute.Type) = (f, (int)AttributeProto.Types.Kind.Float);
                break;
            case string s:
                (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), (int)AttributeProto.Types.Kind.String);
                break;
            case int[] many:
                attribute.Ints.AddRange(many.Select(v => (long)v));
                attribute.Type = (int)AttributeProto.Types.Kind.Ints;
                break;
            default:
                throw new ArgumentException($"{name}: no attribute is made of a {value.GetType().Name}", nameof(value));
        }
        return attribute;
    }
}
