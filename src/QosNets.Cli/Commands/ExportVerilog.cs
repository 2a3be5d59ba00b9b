using System.CommandLine;
using System.Globalization;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Cli.Study;
using QosNets.Data;
using QosNets.Hardware;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets export verilog</c>: the accelerator of a bundle, with a test bench that holds it to the engine.</summary>
internal static class ExportVerilog
{
    public static Command Create()
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        var folder = MultipliersCommand.OutOption("Folder for the Verilog files and what the test bench reads.", "FOLDER");
        var array = new Option<string>("--array")
        {
            Description = $"Rows and columns of the array, each 1 to {ArraySize.Most}.",
            HelpName = "RxC",
            DefaultValueFactory = _ => "8x8",
        };
        var library = CircuitsOption();
        var synthesizable = new Option<bool>("--synthesizable")
        {
            Description = "Refuse multipliers whose circuit is not known, instead of writing a table for simulation.",
        };
        var liberty = LibertyOption();
        var layer = new Option<string?>("--layer")
        {
            Description = "Layer that the test bench runs; by default one that needs several blocks of rows.",
            HelpName = "NAME",
        };
        var positions = new Option<int>("--positions")
        {
            Description = "Output positions of each image that pass in the test bench, at least 1.",
            HelpName = "N",
            DefaultValueFactory = _ => 24,
        };
        var data = BundleImages.Folder();
        var command = new CommandWithExamples(
            "verilog",
            "Write the accelerator of a bundle as Verilog, with a test bench that holds it to the engine bit for bit.",
            "qosnets export verilog runs/fashion-resnet8/fashion-resnet8.qosnet --out rtl",
            "qosnets export verilog my.qosnet --library my-library.npz --synthesizable --array 16x16 --out rtl"
        )
        {
            file,
            folder,
            array,
            library,
            synthesizable,
            liberty,
            layer,
            positions,
            data,
        };
        command.SetAction(parse =>
        {
            var size =
                ArraySize.Parse(parse.GetRequiredValue(array))
                ?? throw new CommandException(
                    $"--array {parse.GetValue(array)}: an array has 1 to {ArraySize.Most} rows and columns; write for example 8x8"
                );
            if (parse.GetValue(positions) is < 1 and var few)
                throw new CommandException($"--positions {few}: at least 1 position passes; write 1 or more");
            var cells = parse.GetValue(liberty) is { } path ? Liberty.CountCells(path) : 0;
            var bundlePath = parse.GetRequiredValue(file);
            var bundle = Bundle.Load(bundlePath);
            var embedded = DataFolder.File($"evoapprox/evoapprox-{(bundle.Library.Signed ? "signed" : "unsigned")}.npz");
            var circuits = MultiplierLibrary.Load(parse.GetValue(library) ?? embedded);
            var design = new RtlDesign(bundle, size, circuits);
            if (parse.GetValue(synthesizable) && design.WithoutCircuit.FirstOrDefault() is { } unknown)
                throw new CommandException(
                    $"{bundlePath}: the circuit of {unknown.Name} is not known; name a library that has it with --library, or "
                        + $"leave --synthesizable out for a table to simulate"
                );
            var output = parse.InvocationConfiguration.Output;
            var images = BundleImages.Open(bundlePath, bundle, parse.GetValue(data), parse.InvocationConfiguration.Error).Test;
            var index = parse.GetValue(layer) is { } name ? IndexOf(bundle, name) : RtlExport.DefaultLayer(design);
            var pixels = images.Pixels.AsSpan(0, (bundle.Points.Count + 1) * bundle.Network.Input.Shape.Length);
            var to = parse.GetRequiredValue(folder);
            var files = RtlExport.Write(
                design,
                index,
                pixels,
                parse.GetValue(positions),
                parse.GetValue(liberty) is { } cellLibrary ? Path.GetFullPath(cellLibrary) : null,
                to
            );
            Print(design, output);
            output.WriteLine(
                $"{to}: {files.Count} files, an array of {size}; the test bench runs {bundle.Network.Layers[index].Name} at "
                    + $"{bundle.Points.Count} points"
            );
            if (cells > 0)
                output.WriteLine($"{parse.GetValue(liberty)}: {cells} cells, for synthesis.ys");
            if (design.WithoutCircuit.Select(m => m.Name).ToArray() is { Length: > 0 } tables)
                output.WriteLine(
                    $"note: the circuits of {string.Join(", ", tables)} are not known: they are tables for simulation. A library "
                        + $"that was imported from models has circuits; name it with --library"
                );
        });
        return command;
    }

    /// <summary>The option for a library that has circuits.</summary>
    public static Option<string?> CircuitsOption() =>
        new("--library")
        {
            Description = "Library (.npz) with circuits, which are found by the products; by default the embedded EvoApproxLib.",
            HelpName = "LIBRARY",
        };

    private static Option<string?> LibertyOption() =>
        new("--liberty") { Description = "Cell library (.lib) that synthesis.ys maps to.", HelpName = "FILE" };

    private static int IndexOf(Bundle bundle, string layer)
    {
        var names = bundle.Network.Layers.Select(l => l.Name).ToList();
        var index = names.IndexOf(layer);
        return index >= 0
            ? index
            : throw new CommandException($"--layer {layer}: there is no such layer; choose one of {string.Join(", ", names)}");
    }

    private static void Print(RtlDesign design, TextWriter output)
    {
        var table = new TextTable("layer", ">least accumulator", ">greatest", ">bits");
        foreach (var (name, range) in design.LayerRanges)
            table.Add(
                name,
                range.Low.ToString("N0", CultureInfo.InvariantCulture),
                range.High.ToString("N0", CultureInfo.InvariantCulture),
                range.Bits.ToString(CultureInfo.InvariantCulture)
            );
        table.Write(output);
        output.WriteLine($"accumulators have {design.SumBits} bits: no input takes any of these layers beyond, at any point");
    }
}
