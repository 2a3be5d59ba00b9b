using System.CommandLine;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Onnx;
using QosNets.Onnx.Export;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets export onnx|npz|json</c>: an operating point for other programs.</summary>
internal static class ExportPoint
{
    private static readonly Dictionary<string, ExportForm> Forms = new(StringComparer.Ordinal)
    {
        ["qdq"] = ExportForm.Qdq,
        ["qonnx"] = ExportForm.Qonnx,
        ["lut"] = ExportForm.Lut,
    };

    /// <summary>The command.</summary>
    public static Command Onnx()
    {
        var (file, point, target) = (File(), Point(), Target());
        var form = new Option<string>("--form")
        {
            Description =
                "qdq: exact products between QuantizeLinear and DequantizeLinear; qonnx: the same with Quant nodes; lut: the "
                + "point's own products in integers, to the bit of the engine.",
            HelpName = "FORM",
            Required = true,
        };
        var command = new CommandWithExamples(
            "onnx",
            "Write one operating point as an ONNX model.",
            "qosnets export onnx runs/fashion-resnet8/bundle/exact.qosnet --point exact --form qdq --out net.onnx",
            "qosnets export onnx runs/fashion-resnet8/fashion-resnet8.qosnet --point save80 --form lut --out net.onnx"
        )
        {
            file,
            point,
            form,
            target,
        };
        command.SetAction(parse =>
        {
            if (!Forms.TryGetValue(parse.GetRequiredValue(form), out var kind))
                throw new CommandException(
                    $"--form {parse.GetValue(form)}: there is no such form; use {string.Join(", ", Forms.Keys)}"
                );
            var bundle = Bundle.Load(parse.GetRequiredValue(file));
            var bytes = OnnxExporter.Write(bundle, parse.GetRequiredValue(point), kind);
            AtomicFile.Write(parse.GetRequiredValue(target), bytes);
            parse.InvocationConfiguration.Output.WriteLine($"{parse.GetValue(target)}: {bytes.Length:N0} bytes");
        });
        return command;
    }

    /// <summary>The command.</summary>
    public static Command Npz()
    {
        var (file, point, target) = (File(), Point(), Target());
        var command = new CommandWithExamples(
            "npz",
            "Write weights, scales, parameters and truth tables of one operating point as arrays of NumPy.",
            "qosnets export npz runs/fashion-resnet8/fashion-resnet8.qosnet --point save80 --out point.npz"
        )
        {
            file,
            point,
            target,
        };
        command.SetAction(parse =>
        {
            var bundle = Bundle.Load(parse.GetRequiredValue(file));
            PointArrays.Of(bundle, parse.GetRequiredValue(point)).Save(parse.GetRequiredValue(target));
            parse.InvocationConfiguration.Output.WriteLine(parse.GetValue(target));
        });
        return command;
    }

    /// <summary>The command.</summary>
    public static Command Json()
    {
        var (file, point, target) = (File(), Point(), Target());
        var command = new CommandWithExamples(
            "json",
            "Write graph, quantisers, weight scales, parameters and assignment of one operating point as JSON.",
            "qosnets export json runs/fashion-resnet8/fashion-resnet8.qosnet --point save80 --out point.json"
        )
        {
            file,
            point,
            target,
        };
        command.SetAction(parse =>
        {
            var bundle = Bundle.Load(parse.GetRequiredValue(file));
            var text = PointDocument.Of(bundle, parse.GetRequiredValue(point)).ToText();
            AtomicFile.Write(parse.GetRequiredValue(target), System.Text.Encoding.UTF8.GetBytes(text));
            parse.InvocationConfiguration.Output.WriteLine(parse.GetValue(target));
        });
        return command;
    }

    private static Argument<string> File() => Arguments.File("BUNDLE", "The bundle (.qosnet).");

    private static Option<string> Point() =>
        new("--point")
        {
            Description = "The operating point; 'qosnets show' lists them.",
            HelpName = "NAME",
            Required = true,
        };

    private static Option<string> Target() =>
        new("--out")
        {
            Description = "The file to write.",
            HelpName = "FILE",
            Required = true,
        };
}
