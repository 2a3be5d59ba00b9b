using System.CommandLine;
using System.Globalization;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Onnx;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets check</c>: what a model of the user's holds, and whether it can be run.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var file = Arguments.File("MODEL", "The model (.onnx).");
        var size = new Option<int?>("--input-size")
        {
            Description = "Rows and columns of the images, where the model leaves them open or allows others.",
            HelpName = "N",
        };
        var output = new Option<string?>("--output")
        {
            Description = "The output that holds the logits, where the model has several.",
            HelpName = "NAME",
        };
        var inputs = new Option<string?>("--inputs")
        {
            Description = "Images to compare on as well: [images, channels, rows, columns], uint8 or float32 (.npy).",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new CommandWithExamples(
            "check",
            "Check an ONNX model: layers, costs, what cannot be imported, and the difference to ONNX Runtime.",
            "qosnets check net.onnx",
            "qosnets check net.onnx --input-size 64 --json"
        )
        {
            file,
            size,
            output,
            inputs,
            json,
        };
        command.SetAction(parse =>
        {
            var options = new ImportOptions { InputSize = parse.GetValue(size), Output = parse.GetValue(output) };
            var check = ModelCheck.Of(parse.GetRequiredValue(file), options, parse.GetValue(inputs));
            if (parse.GetValue(json))
                JsonOutput.Write(check, parse.InvocationConfiguration.Output);
            else
                Print(check, parse.GetValue(inputs) is not null, parse.InvocationConfiguration.Output);
            return check.Unsupported.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static void Print(ModelCheck check, bool given, TextWriter output)
    {
        if (check.Unsupported.Count > 0)
        {
            output.WriteLine($"{check.File}: {check.Unsupported.Count} of its nodes cannot be imported");
            foreach (var problem in check.Unsupported)
                output.WriteLine($"- {problem}");
            return;
        }
        output.WriteLine($"{check.File}: input {string.Join("×", check.Input)}, {Text($"{check.Classes:N0}")} classes");
        output.WriteLine();
        var table = new TextTable("layer", "kind", ">output", ">multiplications", ">parameters");
        foreach (var l in check.Layers)
            table.Add(l.Name, l.Kind, string.Join("×", l.Shape), Text($"{l.Multiplications:N0}"), Text($"{l.Parameters:N0}"));
        if (check.Parameters - check.Layers.Sum(l => l.Parameters) is > 0 and var others)
            table.Add("others", "", "", "", Text($"{others:N0}"));
        table.Add("all", "", "", Text($"{check.Multiplications:N0}"), Text($"{check.Parameters:N0}"));
        table.Write(output);
        output.WriteLine();
        output.WriteLine("All these layers can run on approximate multipliers. Everything else has no products and stays exact:");
        output.WriteLine(string.Join(", ", check.Others.Select(o => Text($"{o.Value} {o.Key}"))));
        output.WriteLine(
            Text(
                $"On 8 bits: weights {check.WeightBits:N0} bits, largest layer input and output {check.ActivationBits:N0} bits, "
            ) + Text($"{check.Bops:N0} BOPs an image")
        );
        foreach (var note in check.Notes)
            output.WriteLine($"note: {note}");
        var inputs = given ? "random and given" : "random";
        if (check.MaxDifference is { } difference)
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Largest difference to ONNX Runtime on {inputs} inputs: {difference:0.0e+0} of the largest value"
                )
            );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
