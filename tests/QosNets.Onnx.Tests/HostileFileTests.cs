using System.Diagnostics;
using Google.Protobuf;
using QosNets.Onnx.Base;
using QosNets.Onnx.Files.Wire;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Files that are damaged, or made to do harm.</summary>
public sealed class HostileFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-onnx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static readonly Dictionary<string, (Action<ModelProto> Spoil, string[] Said)> Cases = new()
    {
        ["no graph"] = (m => m.Graph = null, ["no graph"]),
        ["old operators"] = (m => m.OpsetImport[0].Version = 6, ["operator set 6", "7..21"]),
        ["operators of the future"] = (m => m.OpsetImport[0].Version = 99, ["operator set 99"]),
        ["no operator set"] = (m => m.OpsetImport.Clear(), ["operator set none"]),
        ["a cycle"] = (m => m.Graph.Node[0].Input[0] = m.Graph.Node[1].Output[0], ["waits for its own result"]),
        ["a missing constant"] = (m => m.Graph.Initializer.RemoveAt(0), ["which is no input, no constant"]),
        ["two makers"] = (m => m.Graph.Node[1].Output[0] = m.Graph.Node[0].Output[0], ["two nodes compute"]),
        ["a negative size"] = (m => m.Graph.Initializer[0].Dims[0] = -4, ["-4×3×3×3"]),
        ["a huge size"] = (m => m.Graph.Initializer[0].Dims[0] = 1L << 31, ["2147483648×3×3×3"]),
        ["sizes whose product overflows"] = (Overflowing, ["a tensor has 0 to"]),
        ["too little data"] = (m => m.Graph.Initializer[0].FloatData.RemoveAt(0), ["107 values where 108"]),
        ["an unknown type"] = (m => m.Graph.Initializer[0].DataType = 77, ["element type 77"]),
        ["a weight that is not a number"] = (m => m.Graph.Initializer[0].FloatData[3] = float.NaN, ["not finite"]),
        ["a huge image"] = (m => InputDim(m, 2, 1 << 20), ["at most 65536 are known"]),
        ["a negative image"] = (m => InputDim(m, 2, -5), ["-5"]),
        ["an open image"] = (m => InputDim(m, 2, 0), ["leaves rows and columns open"]),
        ["no input"] = (m => m.Graph.Input.Clear(), ["0 inputs"]),
        ["two inputs"] = (m => m.Graph.Input.Add(new ValueInfoProto { Name = "z" }), ["2 inputs", "x, z"]),
        ["two outputs"] = (m => m.Graph.Output.Add(new ValueInfoProto { Name = "z" }), ["2 outputs", "--output"]),
        ["huge strides"] = (m => m.Graph.Node[0].Attribute.Add(Ints("strides", 1L << 40, 1)), ["strides = 1099511627776"]),
        ["negative pads"] = (m => m.Graph.Node[0].Attribute.Add(Ints("pads", 0, -1, 0, 0)), ["pads 0, -1, 0, 0"]),
        ["groups that do not divide"] = (m => m.Graph.Node[0].Attribute.Add(Int("group", 7)), ["groups"]),
        ["zero groups"] = (m => m.Graph.Node[0].Attribute.Add(Int("group", 0)), ["groups"]),
        ["a constant of 10^18 values"] = (HugeConstant, ["more values than"]),
        ["external data far above"] = (m => External(m, "../../etc/passwd"), ["outside the model's folder"]),
        ["external data from the root"] = (m => External(m, "/etc/passwd"), ["outside the model's folder"]),
        ["external data that is missing"] = (m => External(m, "weights.bin"), ["'weights.bin', which is missing"]),
        ["external data of no name"] = (m => External(m, ""), ["outside the model's folder"]),
        ["sparse tensors"] = (m => m.Graph.SparseInitializer.Add(new SparseTensorProto()), ["sparse"]),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_spoiled_file_is_refused_in_one_line_that_says_why(string name)
    {
        var model = Good();
        Cases[name].Spoil(model);
        var message = Refused(model.ToByteArray());
        Assert.All(Cases[name].Said, said => Assert.Contains(said, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_cut_of_a_file_is_refused()
    {
        var bytes = Good().ToByteArray();
        for (var length = 0; length < bytes.Length; length += 7)
            Refused(bytes[..length]);
    }

    [Fact]
    public void A_link_out_of_the_folder_is_not_followed()
    {
        File.WriteAllBytes(Path.Combine(folder, "secret.bin"), new byte[432]);
        Directory.CreateDirectory(Path.Combine(folder, "model"));
        File.CreateSymbolicLink(Path.Combine(folder, "model", "weights.bin"), Path.Combine(folder, "secret.bin"));
        Assert.Contains("link", Refused(WithExternal("weights.bin"), "model"), StringComparison.Ordinal);
        Directory.CreateSymbolicLink(Path.Combine(folder, "model", "way"), folder);
        Assert.Contains("link", Refused(WithExternal("way/secret.bin"), "model"), StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_beside_the_model_is_read()
    {
        var weights = Enumerable.Range(0, 108).Select(i => i / 64f).ToArray();
        File.WriteAllBytes(Path.Combine(folder, "weights.bin"), [0, 0, 0, 0, .. weights.SelectMany(BitConverter.GetBytes)]);
        var model = Good();
        External(model, "weights.bin");
        model.Graph.Initializer[0].ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = "4" });
        File.WriteAllBytes(Path.Combine(folder, "m.onnx"), model.ToByteArray());
        Assert.Equal(weights, OnnxImporter.Load(Path.Combine(folder, "m.onnx")).Parameters.Values.First(v => v.Length == 108));
        model.Graph.Initializer[0].ExternalData[1].Value = "8";
        Assert.Contains("432 are expected", Refused(model.ToByteArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_not_supported_is_named_at_once()
    {
        var b = new ModelBuilder(17, 1, 1, 2, 8, 8);
        var x = b.Node("Tanh", [b.Layer(b.Input, 2, 4)]);
        var up = b.Node("ConvTranspose", [b.Layer(b.Input, 2, 4), b.Reals(4, 4, 2, 2)]);
        var odd = b.Node("Strange", "my.domain", 1, [b.Layer(b.Input, 2, 4)])[0];
        var behind = b.Node("Softplus", [b.Node("Relu", [x])]);
        var all = b.Node("Concat", [behind, up, odd], ("axis", 1));
        var problems = Assert.Throws<UnsupportedModelException>(() => OnnxImporter.Read(b.Finish(all), "model")).Problems;
        Assert.Equal(4, problems.Count);
        Assert.Contains(problems, p => p.StartsWith("Softplus 'Softplus", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.StartsWith("Tanh 'Tanh", StringComparison.Ordinal) && p.Contains("HardSwish"));
        Assert.Contains(problems, p => p.StartsWith("ConvTranspose '", StringComparison.Ordinal) && p.Contains("cut the model"));
        Assert.Contains(problems, p => p.Contains("my.domain", StringComparison.Ordinal));
    }

    [Fact]
    public void A_softmax_over_rows_is_refused_since_it_can_change_the_best_output()
    {
        var b = new ModelBuilder(17, 1, 1, 2, 8, 8);
        var over = b.Node("Softmax", [b.Layer(b.Input, 2, 4)], ("axis", 2));
        var problems = Assert.Throws<UnsupportedModelException>(() => OnnxImporter.Read(b.Finish(over), "model")).Problems;
        Assert.Contains("axis 2 of 4×8×8 values", Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_constants_of_one_name_are_refused()
    {
        var b = new ModelBuilder(17, 1, 1, 2, 8, 8);
        var x = b.Layer(b.Input, 2, 4);
        b.Graph.Initializer.Add(b.Graph.Initializer[0].Clone());
        var message = Assert.Throws<OnnxException>(() => OnnxImporter.Read(b.Finish(x), "model")).Message;
        Assert.Contains("two constants", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_without_length_is_not_waited_for()
    {
        var path = Path.GetTempFileName();
        var message = Assert.Throws<OnnxException>(() => OnnxImporter.Load(path)).Message;
        File.Delete(path);
        Assert.Contains("it is empty, or no regular file", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_a_file_is_said_to_be_one()
    {
        var message = Assert.Throws<OnnxException>(() => OnnxImporter.Load(AppContext.BaseDirectory)).Message;
        Assert.EndsWith("it is a folder; name an ONNX model", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_thousand_nodes_are_read_or_refused_in_seconds()
    {
        var clock = Stopwatch.StartNew();
        var b = new ModelBuilder(17, 1, 1, 2, 8, 8);
        var x = b.Layer(b.Input, 2, 4);
        for (var i = 0; i < 10_000; i++)
            x = b.Node("Relu", [x]);
        Assert.Contains("more than 5000 nodes", Refused(b.Finish(x)), StringComparison.Ordinal);
        // Constants that double fill the memory unless something stops them.
        b = new ModelBuilder(17, 1, 1, 2, 8, 8);
        var c = b.Longs(1, 1, 1, 1);
        for (var i = 0; i < 60; i++)
            c = b.Node("Concat", [c, c], ("axis", 0));
        Assert.Contains(
            "more values than",
            Refused(b.Finish(b.Node("Reshape", [b.Layer(b.Input, 2, 4), c]))),
            StringComparison.Ordinal
        );
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 60);
    }

    private static void Overflowing(ModelProto model)
    {
        for (var i = 0; i < 4; i++)
            model.Graph.Initializer[0].Dims[i] = 1L << 20;
    }

    private static void InputDim(ModelProto model, int axis, long size) =>
        model.Graph.Input[0].Type.TensorType.Shape.Dim[axis].DimValue = size;

    private static AttributeProto Ints(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = 7 };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static AttributeProto Int(string name, long value) =>
        new()
        {
            Name = name,
            I = value,
            Type = 2,
        };

    private static void HugeConstant(ModelProto model)
    {
        var dims = new TensorProto { Name = "dims", DataType = 7 };
        dims.Dims.Add(2);
        dims.Int64Data.AddRange([1_000_000_000, 1_000_000_000]);
        model.Graph.Initializer.Add(dims);
        var made = new NodeProto { OpType = "ConstantOfShape", Name = "huge" };
        made.Input.Add("dims");
        made.Output.Add("huge");
        model.Graph.Node.Insert(0, made);
        var sum = new NodeProto { OpType = "Add", Name = "sum" };
        sum.Input.AddRange([model.Graph.Output[0].Name, "huge"]);
        sum.Output.Add("last");
        model.Graph.Node.Add(sum);
        model.Graph.Output[0].Name = "last";
    }

    private static void External(ModelProto model, string location)
    {
        var tensor = model.Graph.Initializer[0];
        tensor.FloatData.Clear();
        tensor.DataLocation = 1;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
    }

    private static byte[] WithExternal(string location)
    {
        var model = Good();
        External(model, location);
        return model.ToByteArray();
    }

    private static ModelProto Good()
    {
        var b = new ModelBuilder(17, 1, 1, 3, 8, 8);
        var conv = b.Node("Conv", [b.Input, b.Reals(4, 3, 3, 3)]);
        return ModelProto.Parser.ParseFrom(b.Finish(b.Node("GlobalAveragePool", [conv])));
    }

    private string Refused(byte[] bytes, string inside = "")
    {
        var path = Path.Combine(folder, inside, "m.onnx");
        File.WriteAllBytes(path, bytes);
        var message = Assert.ThrowsAny<OnnxException>(() => OnnxImporter.Load(path)).Message;
        Assert.DoesNotContain('\n', message);
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        return message;
    }
}
