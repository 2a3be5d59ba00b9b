using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using QosNets.Hardware;
using QosNets.Networks;
using QosNets.Tests.Archives;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Hardware;

/// <summary>The tools are in no package registry of ours, so files are held to what their documentation says.</summary>
public sealed class ToolExportTests
{
    private static readonly Bundles.Bundle Bundle = RandomBundles.Make(
        new Network(
            "grouped",
            [
                new InputNode("input", new Shape(4, 9, 7)),
                new Conv2dNode("conv", "input", 4, 6, 3, 2, 1, 2, true, KernelWidth: 1, StrideWidth: 1),
                new FlattenNode("flat", "conv"),
                new LinearNode("fc", "flat", 6 * 5 * 9, 3, true),
            ]
        ),
        1
    );

    [Fact]
    public void Components_have_the_required_actions_and_energies_in_picojoules()
    {
        foreach (var ((name, text), multiplier) in AccelergyLibrary.Of(Bundle, new EnergyModel()).Zip(Bundle.Library.Multipliers))
        {
            Assert.Equal($"mult_{multiplier.Name}.csv", name);
            var rows = text.Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => l.Split(',')).ToArray();
            Assert.Equal(["technology", "energy", "area", "action"], rows[0]);
            Assert.Equal(
                ["idle", "leak", "multiply", "read", "update", "write"],
                rows.Skip(1).SelectMany(r => r[3].Split('|')).Order(StringComparer.Ordinal)
            );
            Assert.Equal(0.2 * multiplier.PowerMilliwatt / 0.4, double.Parse(rows[1][1], CultureInfo.InvariantCulture), 1e-12);
            Assert.Equal(multiplier.AreaSquareMicrometre is { } a ? $"{a}" : "", rows[1][2]);
        }
    }

    [Fact]
    public void Problems_do_as_many_multiplications_as_their_layers_on_their_inputs()
    {
        foreach (var ((_, text), layer) in TimeloopLayers.Of(Bundle).Zip(Bundle.Network.Layers))
        {
            long Value(string key) =>
                long.Parse(
                    Regex.Match(text, $"^    {key}: ([0-9]+)$", RegexOptions.Multiline).Groups[1].Value,
                    CultureInfo.InvariantCulture
                );
            string[] dimensions = ["N", "G", "M", "C", "P", "Q", "R", "S"];
            Assert.Equal(layer.Geometry.Multiplications, dimensions.Select(Value).Aggregate((x, y) => x * y));
            Assert.Contains($"dimensions: [{string.Join(", ", dimensions)}]", text, StringComparison.Ordinal);
            var g = layer.Geometry;
            Assert.Equal(
                (g.StrideHeight, g.StrideWidth, g.DilationHeight, g.DilationWidth),
                (Value("Hstride"), Value("Wstride"), Value("Hdilation"), Value("Wdilation"))
            );
        }
    }

    [Fact]
    public void The_package_is_Python_with_a_model_for_each_multiplier()
    {
        using var folder = new TemporaryFolder();
        var package = HwComponentsPackage
            .Of(Bundle, new EnergyModel())
            .Single(f => f.Name.EndsWith(".py", StringComparison.Ordinal));
        Assert.Equal(
            Bundle.Library.Multipliers.Count,
            Regex.Count(package.Text, @"^class Mult\w+\(_Multiplier\):", RegexOptions.Multiline)
        );
        File.WriteAllText(folder["package.py"], package.Text);
        Process python;
        try
        {
            python = Process.Start(
                "python3",
                ["-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())", folder["package.py"]]
            );
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("python3 is not installed");
            return;
        }
        using (python)
        {
            python.WaitForExit();
            Assert.Equal(0, python.ExitCode);
        }
    }
}
