using System.CommandLine;
using System.Globalization;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets show</c>: what a bundle holds.</summary>
internal static class ShowCommand
{
    public static Command Create()
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new CommandWithExamples(
            "show",
            "Show a bundle: network, multipliers, the assignment of every operating point, savings.",
            "qosnets show runs/fashion-resnet8/fashion-resnet8.qosnet"
        )
        {
            file,
            json,
        };
        command.SetAction(parse =>
        {
            var summary = BundleSummary.Of(parse.GetRequiredValue(file));
            if (parse.GetValue(json))
                JsonOutput.Write(summary, parse.InvocationConfiguration.Output);
            else
                Print(summary, parse.InvocationConfiguration.Output);
        });
        return command;
    }

    private static void Print(BundleSummary bundle, TextWriter output)
    {
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bundle.File}: {bundle.Network} for {bundle.Dataset}, input {bundle.Input}, {bundle.Classes.Count} classes, "
                    + $"{bundle.Bytes:N0} bytes"
            )
        );
        output.WriteLine($"sha256 {bundle.Sha256}");
        output.WriteLine();

        var other = bundle.Cost != CostColumn.Power;
        var multipliers = new TextTable([
            "multiplier",
            bundle.PowerIsEstimated ? ">estimated power, unit gates" : ">power, mW",
            ">relative power",
            .. other ? [$">relative {bundle.Cost}"] : Array.Empty<string>(),
        ]);
        foreach (var m in bundle.Multipliers)
            multipliers.Add([
                m.Name + (m.Name == bundle.ExactMultiplier ? " (exact)" : ""),
                bundle.PowerIsEstimated ? Text($"~{1000 * m.PowerMilliwatt:0.#}") : Text($"{m.PowerMilliwatt:0.000}"),
                Text($"{100 * m.RelativePower:0.0} %"),
                .. other ? [Text($"{100 * m.RelativeCost:0.0} %")] : Array.Empty<string>(),
            ]);
        multipliers.Write(output);
        if (bundle.PowerIsEstimated)
            output.WriteLine("power is an ESTIMATE from counted gates, not a figure of synthesis; only ratios mean anything");
        output.WriteLine();

        var layers = new TextTable(["layer", ">multiplications", ">weight bits", .. bundle.Points.Select(p => p.Name)]);
        foreach (var layer in bundle.Layers)
            layers.Add([
                layer.Name,
                Text($"{layer.Multiplications:N0}"),
                Text($"{layer.StoredBits}"),
                .. layer.Multipliers.Zip(layer.WeightBits, (m, bits) => bits == WeightWidths.Full ? m : Text($"{m} ({bits})")),
            ]);
        layers.Add([
            "all: " + MultipliersCommand.SavingTitle(bundle.PowerIsEstimated, bundle.Cost),
            Text($"{bundle.Layers.Sum(l => l.Multiplications):N0}"),
            "",
            .. bundle.Points.Select(p => Text($"{100 * p.Saving:0.0} %")),
        ]);
        layers.Add(["correction", "", "", .. bundle.Points.Select(p => p.Corrected ? "yes" : "no")]);
        if (bundle.Points.Any(p => p.ValidationTop1 is not null))
            layers.Add([
                "validation top-1",
                "",
                "",
                .. bundle.Points.Select(p => p.ValidationTop1 is { } top1 ? Text($"{100 * top1:0.00} %") : ""),
            ]);
        layers.Write(output);
        if (bundle.Layers.Any(l => l.WeightBits.Any(b => b < WeightWidths.Full)))
            output.WriteLine(
                "weight bits: how many the file stores of a layer; in brackets how many a point reads where that is less than 8"
            );
        foreach (var p in bundle.Points.Where(p => p.DominatedBy is not null))
            output.WriteLine($"{p.Name} is dominated by {p.DominatedBy}, which is cheaper and as accurate: no governor runs it");
        foreach (var p in bundle.Points.Where(p => p.SameAs is not null))
            output.WriteLine($"{p.Name} has the assignment of {p.SameAs}");
        output.WriteLine();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{bundle.BaseParameters:N0} parameters, weights of {bundle.WeightBytes:N0} bytes; all points together add "
                    + $"{bundle.ExtraParameters:N0} ({100 * bundle.ParameterOverhead:0.00} %)"
            )
        );
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
