using System.CommandLine;
using System.Globalization;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
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
        var cascades = new Option<bool>("--cascades")
        {
            Description = "Also evaluate the bundle's cascades at all their thresholds, beside points that share the images.",
        };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new CommandWithExamples(
            "evaluate",
            "Measure every operating point of a bundle on the test images.",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --limit 1000 --json",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --limit 300 --logits /tmp/logits.npz",
            "qosnets evaluate runs/fashion-resnet8/fashion-resnet8.qosnet --cascades"
        )
        {
            file,
            data,
            point,
            limit,
            logits,
            cascades,
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
                parse.GetValue(cascades),
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
        bool cascades,
        TextWriter notes
    )
    {
        var bundle = Bundle.Load(file);
        if (cascades && (point is not null || bundle.Cascades.Count == 0))
            throw new CommandException(
                point is not null
                    ? "--cascades needs all operating points; leave --point out"
                    : $"{file} has no cascades; make it again with `qosnets run` and two or more points"
            );
        var chosen = point is null ? Enumerable.Range(0, bundle.Points.Count).ToList() : [bundle.IndexOf(point)];
        var dataset = BundleImages.Open(file, bundle, folder, notes);
        var images =
            dataset.Test.Count <= (limit ?? int.MaxValue)
                ? dataset.Test
                : dataset.Test.HeldOut([.. Enumerable.Range(0, limit!.Value)]);
        var engine = new Engine(bundle);
        if (logits is not null)
            LogitsFile.Write(logits, engine, chosen, images);
        var results = chosen.Select(p => PointEvaluation.Of(engine, p, images)).ToList();
        var evaluated = cascades ? CascadeEvaluation.Of(bundle, [.. results.Select(r => r.Images)]) : null;
        return new BundleEvaluation(
            file,
            bundle.Network.Name,
            dataset.Name,
            images.Count,
            bundle.Network.Classes,
            bundle.Library.PowerIsEstimated,
            bundle.Library.Cost,
            [.. results.Select(r => r.Point)],
            evaluated,
            evaluated is null ? null : CascadeEvaluation.CheapestAsAccurate(bundle, evaluated)
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
            ">" + MultipliersCommand.SavingTitle(evaluation.PowerIsEstimated, evaluation.Cost),
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
        if (evaluation.Cascades is { } cascades)
            Print(cascades, evaluation.CheapestAsAccurate, output);
        if (evaluation.PowerIsEstimated)
            output.WriteLine("saving is an ESTIMATE from counted gates, not from figures of synthesis");
        output.WriteLine(
            $"saving counts the {evaluation.Cost} of multiplications only; images/s is the speed of this emulation, not of the "
                + "hardware"
        );
    }

    private static void Print(IReadOnlyList<CascadeEvaluation> cascades, CascadeEvaluation? cheapest, TextWriter output)
    {
        var table = new TextTable("cascade", ">min margin", ">validation", ">unsure", ">power", ">top-1", ">sharing");
        foreach (var c in cascades)
            table.Add(
                $"{c.First} > {c.Second}",
                Text($"{c.MinMargin:0.0000}"),
                Text($"{100 * c.ValidationTop1:0.00} %"),
                Text($"{100 * c.Unsure:0.0} %"),
                Text($"{100 * c.Power:0.0} %"),
                Text($"{100 * c.Top1:0.00} %"),
                Text($"{100 * c.SharingTop1:0.00} %")
            );
        output.WriteLine();
        table.Write(output);
        output.WriteLine(
            "validation is the accuracy expected of the threshold, sharing the most that fixed points give in the mean "
                + "at the same power"
        );
        output.WriteLine(
            cheapest is null
                ? "validation expects no cascade to be as accurate as the most accurate point"
                : Text(
                    $"cheapest that validation expects to be as accurate as any point: {cheapest.First} > {cheapest.Second} at "
                ) + Text($"{cheapest.MinMargin:0.0000}: {100 * cheapest.Power:0.0} % power, {100 * cheapest.Top1:0.00} %")
        );
        output.WriteLine();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
