using System.Text.Json;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class CostCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string this[string name] => Path.Combine(folder, name);

    private static string Succeeds(params string[] args)
    {
        var (code, output, error) = CommandLine.Run(args);
        Assert.Equal((ExitCode.Success, ""), (code, error));
        return output;
    }

    private string WithColumn(string sheet = "name,cost_asap7\nmul8u_1JFF,31\nmul8u_2P7,30.5\n")
    {
        File.WriteAllText(this["asap7.csv"], sheet);
        Succeeds(
            "multipliers",
            "import",
            this["asap7.csv"],
            "--into",
            DataFolder.File("evoapprox/mul8u.npz"),
            "--out",
            this["mine.npz"]
        );
        return this["mine.npz"];
    }

    [Fact]
    public void A_sheet_adds_a_column_that_list_and_show_have()
    {
        var library = WithColumn();
        Assert.Equal(36, MultiplierLibrary.Load(library).Multipliers.Count);
        var table = Succeeds("multipliers", "list", "--library", library, "--sort", "asap7");
        Assert.Contains("  asap7  ", table.Split('\n')[0], StringComparison.Ordinal);
        Assert.StartsWith("mul8u_2P7 ", table.Split('\n')[2], StringComparison.Ordinal);
        Assert.Contains("  asap7: 30.50\n", Succeeds("multipliers", "show", "2P7", "--library", library));
        var json = Succeeds("multipliers", "show", "2P7", "--library", library, "--json");
        Assert.Equal(
            30.5,
            JsonDocument
                .Parse(json)
                .RootElement.GetProperty("multipliers")[0]
                .GetProperty("otherCosts")
                .GetProperty("asap7")
                .GetDouble()
        );
        Assert.DoesNotContain("asap7", Succeeds("multipliers", "show", "YX7", "--library", library), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_by_a_cost_that_multipliers_lack_ends_before_it_trains()
    {
        var library = WithColumn();
        var (code, _, error) = CommandLine.Run("run", "--set", $"library={library}", "--set", "cost=asap7", "--out", this["run"]);
        Assert.Equal(ExitCode.Failure, code);
        Assert.StartsWith(
            "error: cost = \"asap7\": library evoapprox-mul8u: 34 of its 36 multipliers have no cost \"asap7\": ",
            error,
            StringComparison.Ordinal
        );
        Assert.EndsWith("or choose by power or area\n", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(this["run"], "results.json")));
    }

    [Fact]
    public void Show_and_evaluate_say_what_a_bundles_savings_are_of()
    {
        var network = new Network(
            "tiny",
            [
                new InputNode("input", new Shape(1, 8, 8)),
                new Conv2dNode("conv", "input", 1, 4, 3, 2, 1, 1, true),
                new FlattenNode("flat", "conv"),
                new LinearNode("fc", "flat", 64, 10, true),
            ]
        );
        var library = MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8u.npz")).By("area");
        var bundle = SampleBundle.Make(network, library, [("exact", "mul8u_1JFF"), ("cheap", "mul8u_2P7")]);
        bundle.Save(this["b.qosnet"]);
        var text = Succeeds("show", this["b.qosnet"]);
        Assert.Contains("relative power  relative area\n", text, StringComparison.Ordinal);
        Assert.Contains("all: saving of area ", text, StringComparison.Ordinal);
        Assert.Contains(FormattableString.Invariant($"{100 * (1 - 676.3 / 709.6):0.0} %"), text, StringComparison.Ordinal);
        var summary = JsonDocument.Parse(Succeeds("show", this["b.qosnet"], "--json")).RootElement;
        Assert.Equal("area", summary.GetProperty("cost").GetString());
        Assert.Equal("area", Bundle.Load(this["b.qosnet"]).Library.Cost);
    }
}
