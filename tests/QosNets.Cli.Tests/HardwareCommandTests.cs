using System.Text.Json;
using QosNets.Bundles;
using QosNets.Cli.Shell;
using QosNets.Data;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Networks;
using Xunit;

namespace QosNets.Cli.Tests;

public sealed class HardwareCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Energy_sets_the_accelerators_saving_beside_that_of_its_multipliers()
    {
        var file = Save();
        var (code, output, error) = CommandLine.Run("energy", file, "--layers");
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("multiplier saving  accelerator saving", output, StringComparison.Ordinal);
        Assert.Contains("weight-stationary, accumulators of", output, StringComparison.Ordinal);
        Assert.Contains("output-stationary, accumulators of", output, StringComparison.Ordinal);
        var (_, json, _) = CommandLine.Run("energy", file, "--json");
        var flows = JsonDocument.Parse(json).RootElement.GetProperty("dataflows").EnumerateArray().ToList();
        Assert.Equal(["weight-stationary", "output-stationary"], flows.Select(f => f.GetProperty("dataflow").GetString()));
        foreach (var point in flows.SelectMany(f => f.GetProperty("points").EnumerateArray()))
        {
            var layers = point
                .GetProperty("layers")
                .EnumerateArray()
                .Sum(l => l.GetProperty("parts").GetProperty("total").GetDouble());
            Assert.InRange(layers, 0, point.GetProperty("parts").GetProperty("total").GetDouble());
        }
    }

    [Fact]
    public void Energy_takes_the_numbers_of_a_file()
    {
        var model = Path.Combine(folder, "model.toml");
        File.WriteAllText(model, "multiplication = 0\nrows = 4\n");
        var (_, json, _) = CommandLine.Run("energy", Save(), "--model", model, "--json");
        var root = JsonDocument.Parse(json).RootElement;
        Assert.Equal(4, root.GetProperty("model").GetProperty("rows").GetInt32());
        var exact = root.GetProperty("dataflows")[0].GetProperty("exact");
        Assert.Equal(0, exact.GetProperty("multiplications").GetDouble());
    }

    [Fact]
    public void Export_writes_the_accelerator_and_prints_proven_widths()
    {
        var to = Path.Combine(folder, "rtl");
        var (code, output, error) = CommandLine.Run(
            "export",
            "verilog",
            Save(),
            "--array",
            "4x3",
            "--synthesizable",
            "--out",
            to
        );
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("no input takes any of these layers beyond, at any point", output, StringComparison.Ordinal);
        Assert.All(
            File.ReadLines(Path.Combine(to, "files.txt")).Append("qos_bench.v"),
            f => Assert.StartsWith("//", File.ReadLines(Path.Combine(to, f)).First(), StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("0x8", "--array 0x8: an array has 1 to 256 rows and columns; write for example 8x8")]
    [InlineData("8", "--array 8: an array has 1 to 256 rows and columns; write for example 8x8")]
    [InlineData("257x1", "--array 257x1: an array has 1 to 256 rows and columns; write for example 8x8")]
    [InlineData("-1x4", "--array -1x4: an array has 1 to 256 rows and columns; write for example 8x8")]
    public void An_array_out_of_range_is_refused(string array, string message)
    {
        var (code, _, error) = CommandLine.Run("export", "verilog", Save(), $"--array={array}", "--out", folder);
        Assert.Equal((ExitCode.Failure, $"error: {message}\n"), (code, error));
    }

    [Fact]
    public void A_multiplier_without_a_circuit_is_refused_where_synthesis_is_asked_for_and_noted_elsewhere()
    {
        var products = new int[65536];
        for (var i = 0; i < products.Length; i++)
            products[i] = Math.Max(0, (i >> 8) * (i & 255) - (i * 7 & 63));
        var file = Save(new Multiplier("own", new TruthTable(products, signed: false), 0.1));
        var (code, _, error) = CommandLine.Run("export", "verilog", file, "--synthesizable", "--out", folder);
        Assert.Equal(
            (
                ExitCode.Failure,
                $"error: {file}: the circuit of own is not known; name a library that has it with --library, or leave "
                    + "--synthesizable out for a table to simulate\n"
            ),
            (code, error)
        );
        var (_, output, _) = CommandLine.Run("export", "verilog", file, "--out", Path.Combine(folder, "tables"));
        Assert.Contains(
            "note: the circuits of own are not known: they are tables for simulation",
            output,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "FOR SIMULATION",
            File.ReadAllText(Path.Combine(folder, "tables", "mult_own.v")),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("verilog")]
    [InlineData("unit")]
    public void A_liberty_file_that_is_cut_short_is_refused(string command)
    {
        var liberty = Path.Combine(folder, "cells.lib");
        File.WriteAllText(liberty, "library (cells) {\n  cell (inv) { area : 1;");
        string[] what = command == "unit" ? ["export", "unit", "1JFF"] : ["export", "verilog", Save()];
        var (code, _, error) = CommandLine.Run([.. what, "--liberty", liberty, "--out", Path.Combine(folder, "x")]);
        Assert.Equal(
            (
                ExitCode.Failure,
                $"error: {liberty}:2: \"cell (inv)\", which begins in this line, does not end; "
                    + "the file is cut short, get it again\n"
            ),
            (code, error)
        );
        Assert.False(Directory.Exists(Path.Combine(folder, "x")));
    }

    [Fact]
    public void A_layer_that_is_not_there_is_named_with_those_that_are()
    {
        var (_, _, error) = CommandLine.Run("export", "verilog", Save(), "--layer", "conv9", "--out", folder);
        Assert.Equal("error: --layer conv9: there is no such layer; choose one of conv, fc\n", error);
    }

    [Fact]
    public void A_unit_is_written_of_multipliers_alone()
    {
        var library = Path.Combine(folder, "families.npz");
        CommandLine.Run("multipliers", "generate", "drum:4", "--out", library);
        var to = Path.Combine(folder, "unit");
        var (code, output, error) = CommandLine.Run("export", "unit", "--library", library, "--out", to);
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("a unit of 2 multipliers", output, StringComparison.Ordinal);
        Assert.Contains(
            "mult_mul8u_drum_k4 unit1",
            File.ReadAllText(Path.Combine(to, "qos_products.v")),
            StringComparison.Ordinal
        );
    }

    private string Save(Multiplier? other = null)
    {
        var network = new Network(
            "line",
            [
                new InputNode("input", new Shape(1, 28, 28)),
                new Conv2dNode("conv", "input", 1, 2, 3, 3, 0, 1, Bias: true),
                new FlattenNode("flat", "conv"),
                new LinearNode("fc", "flat", 162, 10, Bias: true),
            ]
        );
        var library = new MultiplierLibrary(
            "two",
            [
                new Multiplier("exact", TruthTable.Exact(signed: false), 0.4),
                other
                    ?? MultiplierFamilies.Parse("drum:4").Single().ToMultiplier(signed: false) with
                    {
                        PowerIsEstimated = false,
                    },
            ]
        );
        var bundle = SampleBundle.Make(network, library, [("exact", "exact"), ("cheap", library.Multipliers[1].Name)]);
        var classes = DataSets.Open("fashion-mnist", null, Path.GetTempPath()).ClassNames;
        bundle = new Bundle(
            bundle.Network,
            bundle.Library,
            bundle.Weights,
            bundle.Quantizers,
            bundle.Points,
            new BundleMetadata("fashion-mnist", classes)
        );
        var file = Path.Combine(folder, "line.qosnet");
        bundle.Save(file);
        return file;
    }
}
