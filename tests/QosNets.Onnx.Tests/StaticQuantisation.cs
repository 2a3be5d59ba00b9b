using System.Runtime.InteropServices;
using Google.Protobuf;
using QosNets.Onnx.Files.Wire;
using QosNets.Onnx.Reference;

namespace QosNets.Onnx.Tests;

/// <summary>
/// A float model in the form that ONNX Runtime's static quantisation writes: QuantizeLinear and DequantizeLinear before every
/// layer, pool, sum, product and concatenation, on unsigned bytes whose range is that of calibration images, and signed weights,
/// symmetric, per tensor or per output channel.
/// </summary>
internal sealed class StaticQuantisation
{
    private const int Float = 1,
        UInt8 = 2,
        Int8 = 3;

    private static readonly HashSet<string> Quantised =
    [
        "Conv",
        "Gemm",
        "Add",
        "Mul",
        "Concat",
        "MaxPool",
        "AveragePool",
        "GlobalAveragePool",
        "ReduceMean",
    ];

    private readonly GraphProto graph;
    private readonly Dictionary<string, TensorProto> constants;
    private readonly List<NodeProto> added = [];
    private readonly bool perChannel;

    private StaticQuantisation(GraphProto graph, bool perChannel)
    {
        (this.graph, this.perChannel) = (graph, perChannel);
        constants = graph.Initializer.ToDictionary(i => i.Name);
    }

    /// <summary>The quantised file.</summary>
    /// <param name="file">A float model whose weights are initialisers.</param>
    /// <param name="images">Calibration images of the model's one input.</param>
    /// <param name="dims">Their sizes.</param>
    /// <param name="perChannel">Whether weights have a step for each output channel.</param>
    public static byte[] Of(byte[] file, float[] images, long[] dims, bool perChannel)
    {
        var model = ModelProto.Parser.ParseFrom(file);
        var input = model.Graph.Input.Single(i => model.Graph.Initializer.All(c => c.Name != i.Name)).Name;
        var layers = model.Graph.Node.Where(n => n.OpType is "Conv" or "Gemm").ToList();
        var weights = model.Graph.Initializer.Select(i => i.Name).ToHashSet();
        var constants = model.Graph.Node.Where(n => n.OpType == "Constant").SelectMany(n => n.Output).ToHashSet();
        bool IsTensor(string name) => name.Length > 0 && !weights.Contains(name) && !constants.Contains(name);
        // Preprocessing makes one operator of GELU, so that its sums and products are none to quantise.
        var hasGelu = model.Graph.Node.Any(n => n.OpType == "Erf");
        var readers = model
            .Graph.Node.Where(n => Quantised.Contains(n.OpType) && !(hasGelu && (n.OpType is "Add" or "Mul")))
            .ToList();
        var tensors = readers.SelectMany(r => r.Input).Where(IsTensor).Distinct().ToList();
        var ranges = Ranges(model.Clone(), tensors.Where(t => t != input), input, images, dims);
        ranges[input] = (images.Min(), images.Max());

        var writer = new StaticQuantisation(model.Graph, perChannel);
        var bytes = tensors.ToDictionary(t => t, t => writer.Tensor(t, ranges[t]));
        foreach (var layer in layers)
            layer.Input[1] = writer.Weights(layer);
        foreach (var reader in readers)
        {
            for (var i = 0; i < reader.Input.Count; i++)
                reader.Input[i] = bytes.GetValueOrDefault(reader.Input[i], reader.Input[i]);
        }
        // The graph's nodes have to stand behind what they read.
        var nodes = NodeOrder([.. model.Graph.Node, .. writer.added], input, model.Graph);
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
        return model.ToByteArray();
    }

    private static Dictionary<string, (float Low, float High)> Ranges(
        ModelProto model,
        IEnumerable<string> tensors,
        string input,
        float[] images,
        long[] dims
    )
    {
        var names = tensors.ToList();
        var type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = Float } };
        model.Graph.Output.Clear();
        model.Graph.Output.AddRange(names.Select(n => new ValueInfoProto { Name = n, Type = type }));
        using var reference = OnnxRuntimeModel.Open(model.ToByteArray(), "calibration");
        var outputs = reference.Run(input, images, dims);
        return names.ToDictionary(n => n, n => (outputs.Reals(n).Min(), outputs.Reals(n).Max()));
    }

    private string Tensor(string name, (float Low, float High) range)
    {
        var (low, high) = (MathF.Min(range.Low, 0), MathF.Max(range.High, 1e-6f));
        var step = (high - low) / 255;
        string[] grid = [Add($"{name}/step", Float, [], [step]), Add($"{name}/zero", UInt8, [], (byte)MathF.Round(-low / step))];
        Add("QuantizeLinear", [name, .. grid], $"{name}/bytes");
        return Add("DequantizeLinear", [$"{name}/bytes", .. grid], $"{name}/real");
    }

    private string Weights(NodeProto layer)
    {
        var weights = constants[layer.Input[1]];
        var values = MemoryMarshal.Cast<byte, float>(weights.RawData.Span).ToArray();
        if (values.Length == 0)
            values = [.. weights.FloatData];
        var channels = perChannel ? (int)weights.Dims[0] : 1;
        var length = values.Length / channels;
        var steps = values.Chunk(length).Select(c => MathF.Max(c.Max(MathF.Abs), 1e-6f) / 127).ToArray();
        var whole = values.Select((v, i) => (byte)(sbyte)MathF.Round(v / steps[i / length])).ToArray();
        long[] dims = perChannel ? [channels] : [];
        var name = weights.Name;
        string[] inputs =
        [
            Add($"{name}/whole", Int8, [.. weights.Dims], whole),
            Add($"{name}/step", Float, dims, steps),
            Add($"{name}/zero", Int8, dims, new byte[channels]),
        ];
        var real = Add("DequantizeLinear", inputs, $"{name}/real");
        if (perChannel)
            added[^1].Attribute.Add(new AttributeProto { Name = "axis", Type = 2 });
        return real;
    }

    private string Add(string op, string[] inputs, string output)
    {
        var node = new NodeProto { OpType = op, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        added.Add(node);
        return output;
    }

    private string Add(string name, int type, long[] dims, params float[] values) =>
        Add(name, type, dims, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private string Add(string name, int type, long[] dims, params byte[] values)
    {
        var tensor = new TensorProto
        {
            Name = name,
            DataType = type,
            RawData = ByteString.CopyFrom(values),
        };
        tensor.Dims.AddRange(dims);
        graph.Initializer.Add(tensor);
        return name;
    }

    private static List<NodeProto> NodeOrder(List<NodeProto> nodes, string input, GraphProto graph)
    {
        var known = graph.Initializer.Select(i => i.Name).Append(input).Append("").ToHashSet();
        var ordered = new List<NodeProto>();
        while (nodes.Count > 0)
        {
            var next = nodes.First(n => n.Input.All(known.Contains));
            nodes.Remove(next);
            ordered.Add(next);
            known.UnionWith(next.Output);
        }
        return ordered;
    }
}
