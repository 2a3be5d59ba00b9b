using System.CommandLine;
using System.Globalization;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Cli.Study;
using QosNets.Runtime;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets evaluate</c>: accuracy of a bundle's operating points on test images, run by the engine.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        var data = BundleImages.Folder();
        var point = new Option<string?>("--point") { Description = "Evaluate this operating point only.", HelpName = "NAME" };
        var limit = new Option<int?>("--limit") { Description = "Use the first N test images only.", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, out var n) && n < 1)
                result.AddError($"--limit {n} is below 1; give the number of images");
        });
        var logits = new Option<string?>("--logits")
        {
            Description = "Also write the logits of every image, in NumPy's form (.npz).",
            HelpName = "FILE",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new CommandWithExamples(
            "evaluate",
            "Measure every operating point of a bundle on the test images.",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --limit 1000 --json",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --limit 300 --logits /tmp/logits.npz"
        )
        {
            file,
            data,
            point,
            limit,
            logits,
            json,
        };
        command.SetAction(parse =>
        {
            var evaluation = Evaluate(
                parse.GetRequiredValue(file),
                parse.GetValue(data),
                parse.GetValue(point),
                parse.GetValue(limit),
                parse.GetValue(logits),
                parse.InvocationConfiguration.Error
            );
            if (parse.GetValue(json))
                JsonOutput.Write(evaluation, parse.InvocationConfiguration.Output);
            else
                Print(evaluation, parse.InvocationConfiguration.Output);
        });
        return command;
    }

    private static BundleEvaluation Evaluate(
        string file,
        string? folder,
        string? point,
        int? limit,
        string? logits,
        TextWriter notes
    )
    {
        var bundle = Bundle.Load(file);
        var chosen = point is null ? Enumerable.Range(0, bundle.Points.Count).ToList() : [bundle.IndexOf(point)];
        var dataset = BundleImages.Open(file, bundle, folder, notes);
        var images =
            dataset.Test.Count <= (limit ?? int.MaxValue)
                ? dataset.Test
                : dataset.Test.HeldOut([.. Enumerable.Range(0, limit!.Value)]);
        var engine = new Engine(bundle);
        if (logits is not null)
            LogitsFile.Write(logits, engine, chosen, images);
        return new BundleEvaluation(
            file,
            bundle.Network.Name,
            dataset.Name,
            images.Count,
            bundle.Network.Classes,
            bundle.Library.PowerIsEstimated,
            [.. chosen.Select(p => PointEvaluation.Of(engine, p, images))]
        );
    }

    private static void Print(BundleEvaluation evaluation, TextWriter output)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{evaluation.Network} on {evaluation.Images:N0} test images of {evaluation.Dataset}, run by the engine from "
                    + $"{evaluation.File}"
            )
        );
        var table = new TextTable(
            "point",
            ">top-1",
            ">top-5",
            evaluation.PowerIsEstimated ? ">estimated saving" : ">saving",
            ">images/s"
        );
        foreach (var p in evaluation.Points)
            table.Add(
                p.Name,
                Text($"{100 * p.Top1:0.00} %"),
                Text($"{100 * p.Top5:0.00} %"),
                Text($"{100 * p.Saving:0.0} %"),
                Text($"{p.ImagesPerSecond:N0}")
            );
        table.Write(output);
        if (evaluation.PowerIsEstimated)
            output.WriteLine("saving is an ESTIMATE from counted gates, not from figures of synthesis");
        output.WriteLine(
            "saving counts the power of multiplications only; images/s is the speed of this emulation, not of the hardware"
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
