using System.CommandLine;
using System.Text;
using QosNets.Archives;
using QosNets.Cli.Shell;
using QosNets.Multipliers;
using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers plot</c>: the front of a library, and error maps, as files.</summary>
internal static class MultipliersPlot
{
    public static Command Create()
    {
        var names = MultipliersCommand.Names(
            "Multipliers whose error maps are drawn; without any, the Pareto front of the library is."
        );
        var library = MultipliersCommand.LibraryOption();
        var metric = new Option<string>("--metric")
        {
            Description =
                $"Error metric of the front: {string.Join(", ", ErrorMetricKind.All.Select(k => k.Key))}; bias by its size.",
            HelpName = "METRIC",
            DefaultValueFactory = _ => "mre",
        };
        var maps = new Option<bool>("--maps") { Description = "Draw the error maps of all multipliers beside the front." };
        var png = new Option<bool>("--png")
        {
            Description =
                "Write error maps as PNG of 256×256 pixels, one for each operand pair, without axes. The front is always SVG.",
        };
        var folder = MultipliersCommand.OutOption("Folder for the figures.", "FOLDER");
        var layer = new LayerOptions();
        var command = new CommandWithExamples(
            "plot",
            "Draw the Pareto front of power against an error metric, or error maps.",
            "qosnets multipliers plot --metric mre --out figures",
            "qosnets multipliers plot mul8u_2P7 mul8u_FTA --out figures",
            "qosnets multipliers plot --maps --png --out figures"
        )
        {
            names,
            library,
            metric,
            maps,
            png,
            folder,
            layer.Bundle,
            layer.Layer,
            layer.Run,
        };
        command.SetAction(parse =>
        {
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var kind = ErrorMetricKind.Named(parse.GetRequiredValue(metric));
            var asked = parse.GetValue(names) ?? [];
            var to = parse.GetRequiredValue(folder);
            var output = parse.InvocationConfiguration.Output;
            if (asked.Length == 0 && parse.GetValue(png) && !parse.GetValue(maps))
                throw new CommandException("--png is for error maps, the front is always SVG; name multipliers or add --maps");
            if (asked.Length == 0)
            {
                // A narrow circuit errs by its width alone, so each width has a figure of its own.
                var widths = from.Multipliers.GroupBy(m => m.Widths).ToList();
                foreach (var group in widths)
                {
                    var suffix = widths.Count == 1 ? "" : $"-{group.Key}";
                    Write(
                        Path.Combine(to, $"front-{kind.Key}{suffix}.svg"),
                        Encoding.UTF8.GetBytes(
                            Front(from, [.. group], widths.Count == 1 ? "" : $", {group.Key} bits", kind, layer.Read(parse, from))
                        ),
                        output
                    );
                }
            }
            if (asked.Length == 0 && !parse.GetValue(maps))
                return;
            foreach (var multiplier in MultipliersCommand.Choose(from, asked))
            {
                var map = new ErrorMapReport(
                    multiplier.Name,
                    multiplier.PowerMilliwatt,
                    from.Signed,
                    multiplier.Table.ErrorMap()
                );
                if (parse.GetValue(png))
                    Write(Path.Combine(to, multiplier.Name + ".png"), MultiplierFigures.ErrorMapPng(map), output);
                else
                    Write(
                        Path.Combine(to, multiplier.Name + ".svg"),
                        Encoding.UTF8.GetBytes(MultiplierFigures.ErrorMapSvg(map)),
                        output
                    );
            }
        });
        return command;
    }

    private static string Front(
        MultiplierLibrary library,
        IReadOnlyList<Multiplier> multipliers,
        string bits,
        ErrorMetricKind kind,
        OperandWeights? operands
    )
    {
        var points = multipliers.Select(m => new FrontPoint(
            m.Name,
            MultipliersCommand.Power(m),
            Math.Abs(kind.Of(operands is null ? ErrorMetrics.Compute(m.Table) : WeightedErrors.Compute(m.Table, operands)))
        ));
        var power = library.PowerIsEstimated ? "Estimated power (counted gates, not synthesis), unit gates" : "Power, mW";
        var title = (kind.Key == "bias" ? "|mean error|" : kind.Title) + (operands is null ? "" : " in the layer");
        return MultiplierFigures.FrontSvg(
            new FrontReport($"{library.Name}{bits}: {title} against power", power, title, [.. points])
        );
    }

    private static void Write(string path, byte[] content, TextWriter output)
    {
        AtomicFile.Write(path, content);
        output.WriteLine(path);
    }
}
