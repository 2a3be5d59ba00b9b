using System.Text.Json;
using System.Xml.Linq;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class MultipliersCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string this[string name] => Path.Combine(folder, name);

    private static string Evoapprox(string file) => DataFolder.File("evoapprox/" + file);

    private static string Succeeds(params string[] args)
    {
        var (code, output, error) = CommandLine.Run(["multipliers", .. args]);
        Assert.Equal((ExitCode.Success, ""), (code, error));
        return output;
    }

    private static string Fails(params string[] args)
    {
        var (code, _, error) = CommandLine.Run(["multipliers", .. args]);
        Assert.Equal(ExitCode.Failure, code);
        Assert.Equal(1, error.Count(c => c == '\n'));
        return error;
    }

    [Fact]
    public void List_shows_the_embedded_library_sorted_as_asked()
    {
        var rows = JsonDocument
            .Parse(Succeeds("list", "--sort", "mae", "--json"))
            .RootElement.GetProperty("multipliers")
            .EnumerateArray()
            .ToList();
        Assert.Equal(36, rows.Count);
        var mae = rows.Select(r => r.GetProperty("errors").GetProperty("meanAbsoluteError").GetDouble()).ToList();
        Assert.Equal(mae.Order(), mae);
        var table = Succeeds("list", "--sort", "power", "--descending").Split('\n');
        Assert.StartsWith("mul8u_1JFF (exact)", table[2]);
        Assert.StartsWith("mul8u_Y48 ", table[3]);
        Assert.Contains("use name, power, area, delay, mae", Fails("list", "--sort", "size"));
        Assert.Equal(
            2 + 3 + 1,
            Succeeds("list", "--front", "mae", "--library", Generated("drum:6", "mitchell", "truncated:1-2"))
                .TrimEnd('\n')
                .Split('\n')
                .Length - 1
        );
    }

    [Fact]
    public void Errors_are_weighted_by_the_operands_of_a_layer()
    {
        var bundle = SaveBundle();
        var profile = new ArchiveWriter("qosnets-profile", 1);
        var activations = new long[256];
        activations[200] = 5;
        profile.AddArray<long>("fc/activations", activations, 256);
        profile.Save(Path.Combine(folder, "run", "profile", "profiles.npz"));
        var library = MultiplierLibrary.Load(Evoapprox("mul8u.npz"));
        var table = library.Multipliers[library.IndexOf("mul8u_17KS")].Table;

        // All weights of the layer are 3.
        Assert.Equal(
            Enumerable.Range(0, 256).Average(a => Math.Abs(table[(byte)a, 3] - 3.0 * a)),
            Mae("--bundle", bundle, "--layer", "fc"),
            9
        );
        Assert.Equal(Math.Abs(table[200, 3] - 600.0), Mae("--bundle", bundle, "--layer", "fc", "--run", this["run"]), 9);
        Assert.Contains("no layer 'conv'; choose one of fc", Fails("list", "--bundle", bundle, "--layer", "conv"));
        File.Copy(bundle, Path.Combine(Directory.CreateDirectory(Path.Combine(this["run"], "bundle")).FullName, "points.qosnet"));
        Assert.Equal(Math.Abs(table[200, 3] - 600.0), Mae("--layer", "fc", "--run", this["run"]), 9);
        Assert.Contains("need --layer NAME and --bundle BUNDLE or --run FOLDER", Fails("list", "--run", folder));
        Assert.Contains("need --layer NAME and --bundle BUNDLE or --run FOLDER", Fails("list", "--layer", "fc"));
        Assert.Contains(
            "is for unsigned multipliers",
            Fails("list", "--bundle", bundle, "--layer", "fc", "--library", Evoapprox("mul8s.npz"))
        );

        double Mae(params string[] options) =>
            JsonDocument
                .Parse(Succeeds(["show", "mul8u_17KS", "--json", .. options]))
                .RootElement.GetProperty("multipliers")[0]
                .GetProperty("weighted")
                .GetProperty("meanAbsoluteError")
                .GetDouble();
    }

    [Fact]
    public void Show_tells_structure_and_refuses_unknown_names()
    {
        var output = Succeeds("show", "mul8u_17C8", "mul8u_1JFF");
        Assert.Contains("rank of the table 3, of the error map 4", output);
        Assert.Contains("bits that do not matter: activation 0 1 2 3 4, weight 0 1 2 3 4", output);
        Assert.Contains("symmetric: yes", output);
        Assert.Contains("nearest are mul8u_2P7", Fails("show", "mul8u_2P"));
    }

    [Fact]
    public void Plot_writes_well_formed_figures()
    {
        Succeeds("plot", "--metric", "mae", "--out", this["plots"]);
        Succeeds("plot", "mul8u_2P7", "--out", this["plots"]);
        Succeeds("plot", "mul8u_2P7", "--png", "--out", this["plots"]);
        Assert.Equal(
            ["front-mae.svg", "mul8u_2P7.png", "mul8u_2P7.svg"],
            Directory.GetFiles(this["plots"]).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
        );
        var front = XDocument.Load(Path.Combine(this["plots"], "front-mae.svg"));
        XNamespace svg = "http://www.w3.org/2000/svg";
        Assert.Equal(36, front.Descendants(svg + "title").Count(t => t.Value.StartsWith("mul8u_", StringComparison.Ordinal)));
        Assert.Single(XDocument.Load(Path.Combine(this["plots"], "mul8u_2P7.svg")).Descendants(svg + "image"));
        Assert.Equal(
            [0x89, (byte)'P', (byte)'N', (byte)'G'],
            File.ReadAllBytes(Path.Combine(this["plots"], "mul8u_2P7.png"))[..4]
        );
        Assert.Contains("the front is always SVG; name multipliers or add --maps", Fails("plot", "--png", "--out", folder));
        Assert.Contains("there is no error metric \"size\"", Fails("plot", "--metric", "size", "--out", folder));
    }

    [Fact]
    public void A_library_that_is_exported_and_imported_verifies_against_itself()
    {
        foreach (var format in new[] { "raw16", "npy", "csv", "c", "cs" })
        {
            Succeeds(
                "export",
                "mul8s_1KVB",
                "mul8s_1KV8",
                "--library",
                Evoapprox("mul8s.npz"),
                "--format",
                format,
                "--out",
                this[format]
            );
            Succeeds("import", this[format], "--out", this[format + ".npz"]);
            var (code, output, _) = CommandLine.Run(
                "multipliers",
                "verify",
                this[format + ".npz"],
                "--library",
                Evoapprox("mul8s.npz")
            );
            Assert.Equal(ExitCode.Failure, code);
            Assert.EndsWith("11 exceptions\n", output);
            Assert.Equal(11, output.Split("only evoapprox-mul8s has it").Length - 1);
        }
        Assert.Contains("use raw16, npy, csv, c, cs", Fails("export", "--format", "xml", "--out", folder));
    }

    [Fact]
    public void Verify_takes_published_facts_and_lists_exceptions()
    {
        Assert.EndsWith("no exception\n", Succeeds("verify", Evoapprox("multipliers.csv")));
        var (code, output, _) = CommandLine.Run(
            "multipliers",
            "verify",
            Evoapprox("multipliers.csv"),
            "--library",
            Evoapprox("mul8s.npz")
        );
        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("mul8s_1KRC", output);
        Assert.EndsWith("3 exceptions\n", output);
        Assert.Contains("there is no such file", Fails("verify", this["none.csv"]));
    }

    [Fact]
    public void Generated_libraries_are_marked_as_estimates_wherever_they_are_shown()
    {
        var file = Generated("drum:3-4", "mitchell");
        Assert.Contains("ESTIMATE", Succeeds("list", "--library", file));
        Assert.Contains("estimated power, unit gates: ~408", Succeeds("show", "mul8u_mitchell", "--library", file));
        Assert.True(
            JsonDocument
                .Parse(Succeeds("list", "--library", file, "--json"))
                .RootElement.GetProperty("powerIsEstimated")
                .GetBoolean()
        );
        Succeeds("plot", "--library", file, "--out", folder);
        Assert.Contains("Estimated power (counted gates, not synthesis)", File.ReadAllText(this["front-mre.svg"]));
        Assert.Contains("there is no such family", Fails("generate", "drumm", "--out", file));
    }

    private string Generated(params string[] families)
    {
        Assert.Contains("ESTIMATES", Succeeds(["generate", .. families, "--out", this["g.npz"]]));
        return this["g.npz"];
    }

    private string SaveBundle()
    {
        var network = new Network(
            "line",
            [
                new InputNode("input", new Shape(1, 28, 28)),
                new FlattenNode("flat", "input"),
                new LinearNode("fc", "flat", 784, 10, Bias: true),
            ]
        );
        var library = new MultiplierLibrary("one", [new Multiplier("right", TruthTable.Exact(signed: false), 0.4)]);
        var parameters = new Dictionary<string, float[]>
        {
            ["fc.scale"] = [.. Enumerable.Repeat(1f, 10)],
            ["fc.bias"] = new float[10],
        };
        new Bundle(
            network,
            library,
            [new QuantizedWeights([.. Enumerable.Repeat((byte)3, 7840)], [0.01f], 128, Signed: false)],
            new QuantizationPlan(network).Quantizers.ToDictionary(n => n, _ => new AffineQuantizer(1 / 255f, 0)),
            [new OperatingPoint("exact", [0], [false], parameters)],
            new BundleMetadata("fashion-mnist", [.. Enumerable.Range(0, 10).Select(i => $"c{i}")])
        ).Save(this["line.qosnet"]);
        return this["line.qosnet"];
    }
}
