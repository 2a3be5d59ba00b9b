using System.Text.Json;
using Google.Protobuf;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Onnx.Files.Wire;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class ModelCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Check_prints_layers_and_the_difference_to_ONNX_Runtime()
    {
        var (code, output, error) = CommandLine.Run("check", Model("rows"));
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("input 2×1×64, 6 classes", output);
        Assert.Contains("Largest difference to ONNX Runtime", output);
        var root = JsonDocument.Parse(CommandLine.Run("check", Model("rows"), "--json").Output).RootElement;
        Assert.Equal(4, root.GetProperty("layers").GetArrayLength());
        Assert.Equal(0, root.GetProperty("unsupported").GetArrayLength());
        Assert.InRange(root.GetProperty("max_difference").GetDouble(), 0, 1e-4);
        Assert.Equal(
            root.GetProperty("multiplications").GetInt64(),
            root.GetProperty("layers").EnumerateArray().Sum(l => l.GetProperty("multiplications").GetInt64())
        );
    }

    [Fact]
    public void The_JSON_of_check_has_the_keys_of_its_page()
    {
        var root = JsonDocument.Parse(CommandLine.Run("check", Model("rows"), "--json").Output).RootElement;
        var page = File.ReadAllText(Repository.Find("docs/onnx.md")!);
        Assert.All(root.EnumerateObject(), key => Assert.Contains($"`{key.Name}`", page));
        Assert.Equal(
            ["name", "kind", "shape", "multiplications", "parameters"],
            root.GetProperty("layers")[0].EnumerateObject().Select(key => key.Name)
        );
    }

    [Fact]
    public void Check_compares_on_images_of_a_file()
    {
        var path = Path.Combine(folder, "images.npy");
        var header = "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 2, 1, 64), }".PadRight(117) + "\n";
        File.WriteAllBytes(
            path,
            [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. System.Text.Encoding.Latin1.GetBytes(header), .. new byte[3 * 128]]
        );
        var (code, output, error) = CommandLine.Run("check", Model("rows"), "--inputs", path);
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("on random and given inputs", output);
        var (_, _, wrong) = CommandLine.Run("check", Model("mlp"), "--inputs", path);
        Assert.Contains("3×2×1×64 values; the model reads images of", wrong);
        Assert.Contains("no such file", CommandLine.Run("check", Model("mlp"), "--inputs", path + "x").Error);
    }

    [Fact]
    public void Check_refuses_what_is_no_model_in_one_line()
    {
        var path = Path.Combine(folder, "no.onnx");
        File.WriteAllText(path, "text");
        var (code, _, error) = CommandLine.Run("check", path);
        Assert.Equal(ExitCode.Failure, code);
        Assert.StartsWith($"error: {path}: ", error);
    }

    [Theory]
    [InlineData("qdq")]
    [InlineData("qonnx")]
    [InlineData("lut")]
    public void Export_writes_a_point_in_every_form(string form)
    {
        var (bundle, target) = (Save(), Path.Combine(folder, $"{form}.onnx"));
        var (code, output, error) = CommandLine.Run(
            "export",
            "onnx",
            bundle,
            "--point",
            "exact",
            "--form",
            form,
            "--out",
            target
        );
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.StartsWith(target, output);
        Assert.InRange(new FileInfo(target).Length, 1000, 100_000_000);
        Assert.Equal(form == "lut" ? ExitCode.Failure : ExitCode.Success, CommandLine.Run("check", target).Code);
    }

    [Fact]
    public void Export_writes_arrays_and_JSON_and_refuses_unknown_forms_and_points()
    {
        var bundle = Save();
        var (arrays, json) = (Path.Combine(folder, "p.npz"), Path.Combine(folder, "p.json"));
        Assert.Equal(ExitCode.Success, CommandLine.Run("export", "npz", bundle, "--point", "exact", "--out", arrays).Code);
        Assert.Equal(ExitCode.Success, CommandLine.Run("export", "json", bundle, "--point", "exact", "--out", json).Code);
        var root = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        var network = Bundle.Load(bundle).Network;
        Assert.Equal(
            network.Layers.Select(l => l.Name),
            root.GetProperty("layers").EnumerateArray().Select(l => l.GetProperty("name").GetString())
        );
        Assert.Contains(
            "there is no such form",
            CommandLine.Run("export", "onnx", bundle, "--point", "exact", "--form", "x", "--out", json).Error
        );
        Assert.Contains("choose one of", CommandLine.Run("export", "json", bundle, "--point", "x", "--out", json).Error);
    }

    private string Save()
    {
        var network = BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, [0.3f], [0.35f]);
        var library = new MultiplierLibrary("test", [new Multiplier("exact", TruthTable.Exact(false), 0.4)]);
        var path = Path.Combine(folder, "lenet5.qosnet");
        SampleBundle.Make(network, library, [("exact", "exact")]).Save(path);
        return path;
    }

    [Fact]
    public void Probabilities_are_compared_with_those_of_the_logits()
    {
        var path = Path.Combine(folder, "probabilities.onnx");
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Model("mlp")));
        var logits = model.Graph.Output[0].Name;
        model.Graph.Node.Add(
            new NodeProto
            {
                OpType = "Softmax",
                Input = { logits },
                Output = { "p" },
            }
        );
        model.Graph.Output[0].Name = "p";
        File.WriteAllBytes(path, model.ToByteArray());
        var root = JsonDocument.Parse(CommandLine.Run("check", path, "--json").Output).RootElement;
        Assert.InRange(root.GetProperty("max_difference").GetDouble(), 0, 1e-4);
    }

    private static string Model(string name) =>
        Path.Combine(Path.GetDirectoryName(Repository.Find("QosNets.slnx"))!, "tests", "onnx", "models", $"{name}.onnx");
}
