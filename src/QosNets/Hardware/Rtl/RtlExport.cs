using System.Globalization;
using System.Text;
using QosNets.Archives;

namespace QosNets.Hardware;

/// <summary>Writes a design as a folder of Verilog, with a test bench and what its simulation reads.</summary>
internal static class RtlExport
{
    /// <summary>Name of the file that lists the design's Verilog files, without the test bench.</summary>
    public const string ListName = "files.txt";

    /// <summary>Writes the design, its test bench and a script for synthesis.</summary>
    /// <param name="design">The design.</param>
    /// <param name="layer">Index of the layer that the bench runs.</param>
    /// <param name="pixels">Images for the bench, one after the other.</param>
    /// <param name="positions">Output positions of each image that pass, at least 1.</param>
    /// <param name="liberty">A cell library for the script, or null for generic gates.</param>
    /// <param name="folder">The folder; made when missing.</param>
    /// <returns>Names of the files.</returns>
    /// <exception cref="HardwareException">The layer has groups of channels.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is not writable.</exception>
    public static IReadOnlyList<string> Write(
        RtlDesign design,
        int layer,
        ReadOnlySpan<byte> pixels,
        int positions,
        string? liberty,
        string folder
    )
    {
        ArgumentNullException.ThrowIfNull(design);
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        var own = design.Bundle.Network.Layers[layer];
        if (own.Geometry.Groups > 1)
            throw new HardwareException(
                $"layer {own.Name} has {own.Geometry.Groups} groups, which the array runs one after the other; name a layer "
                    + $"without groups with --layer"
            );
        var bench = new TestBench(design, layer, pixels, positions);
        var modules = design.Modules;
        List<(string Name, string Text)> files =
        [
            .. modules.Select(m => (m.Name + ".v", m.Text)),
            (bench.Module.Name + ".v", bench.Module.Text),
            (ListName, string.Concat(modules.Select(m => m.Name + ".v\n"))),
            ("synthesis.ys", SynthesisScript.Of(modules.Select(m => m.Name), liberty)),
            ("widths.csv", Widths(design)),
            .. bench.Files(),
        ];
        Directory.CreateDirectory(folder);
        foreach (var (name, text) in files)
            AtomicFile.Write(Path.Combine(folder, name), Encoding.UTF8.GetBytes(text));
        return [.. files.Select(f => f.Name)];
    }

    /// <summary>
    /// The layer that a bench runs when none is named: the first without groups whose fan-in needs several blocks of rows and
    /// whose accumulators become bytes in one step, else the first without groups.
    /// </summary>
    /// <param name="design">The design.</param>
    /// <exception cref="HardwareException">Every layer has groups.</exception>
    public static int DefaultLayer(RtlDesign design)
    {
        ArgumentNullException.ThrowIfNull(design);
        var layers = design.Bundle.Network.Layers;
        var plain = Enumerable.Range(0, layers.Count).Where(l => layers[l].Geometry.Groups == 1).ToArray();
        if (plain.Length == 0)
            throw new HardwareException($"{design.Bundle.Network.Name}: every layer has groups; the bench runs layers without");
        var good = plain.Where(l =>
            layers[l].Geometry.FanIn > design.Size.Rows && Runtime.LayerBytes.Of(design.Bundle, 0, l) is not null
        );
        return good.Append(plain[0]).First();
    }

    private static string Widths(RtlDesign design)
    {
        var text = new StringBuilder("layer,least,greatest,bits\n");
        foreach (var (layer, range) in design.Bundle.Network.Layers.Zip(design.Layers))
            text.Append(CultureInfo.InvariantCulture, $"{layer.Name},{range.Low},{range.High},{range.Bits}\n");
        return text.ToString();
    }
}
