using System.CommandLine;
using System.Globalization;
using QosNets.Cli.Output;
using QosNets.Measurement;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets bench conv</c>: all paths on the layers of built-in networks.</summary>
internal static class BenchConv
{
    private const int DefaultBatch = 16;
    private const int MostImages = 1024;

    public static Command Create()
    {
        var (tables, paths) = (new BenchTables(), new BenchPaths());
        tables.Table.Description =
            "A multiplier of the library, or a file with a raw truth table; may be given several times. By default the first "
            + "of the library that the general kernel computes.";
        var network = new Option<string[]>("--network")
        {
            Description =
                $"Measure the layers of this network, for images of 3×32×32; may be given several times. "
                + $"{string.Join(" and ", ConvolutionBenchmark.Networks)} by default.",
            HelpName = "NAME",
        };
        var batch = BenchCommand.CountOption("--batch", $"Images of one run; {DefaultBatch} by default.", MostImages);
        var seconds = BenchCommand.SecondsOption("each layer", 0.5);
        var json = BenchCommand.JsonOption();
        var command = new CommandWithExamples(
            "conv",
            "Measure the layers of ResNet-20 and MobileNetV2 through a table: standard, strided, pointwise, depthwise.",
            "qosnets bench conv",
            "qosnets bench conv --network mobilenetv2 --table mul8u_17C8 --threads 2 --json"
        )
        {
            network,
            batch,
            tables.Table,
            tables.Signed,
            tables.Library,
            paths.Path,
            paths.Threads,
            seconds,
            json,
        };
        command.SetAction(parse =>
        {
            var (wantedPaths, threads) = (paths.ReadPaths(parse), paths.ReadThreads(parse));
            var networks = parse.GetValue(network) is { Length: > 0 } named ? named : ConvolutionBenchmark.Networks;
            var wanted = tables
                .ReadGeneral(parse)
                .SelectMany(t => networks.SelectMany(LayerShape.Of).Select(s => (Shape: s, Table: t)))
                .ToList();
            var options = new RoundOptions(parse.GetValue(seconds));
            return BenchSession.Run(
                "layers",
                (progress, cancel) =>
                    BenchSession.Each(
                        wanted,
                        w => $"{w.Shape.Network} {w.Shape.Layer}",
                        (w, report) =>
                            ConvolutionBenchmark.Run(
                                w.Shape,
                                parse.GetValue(batch) ?? DefaultBatch,
                                w.Table,
                                wantedPaths,
                                threads,
                                options,
                                report,
                                cancel
                            ),
                        progress
                    ),
                parse.GetValue(json),
                Print,
                parse.InvocationConfiguration.Output,
                parse.InvocationConfiguration.Error
            );
        });
        return command;
    }

    private static void Print(IReadOnlyList<ConvolutionRow> rows, TextWriter output)
    {
        output.WriteLine(Numbers.Text($"layers on batches of {rows[0].Batch}, all sums compared with the plain ones"));
        var table = new TextTable(
            "network",
            "layer",
            "kind",
            "sizes",
            ">layers",
            "table",
            "plan",
            "path",
            ">threads",
            ">G products/s",
            ">times the scalar loop",
            ">packing"
        );
        foreach (var r in rows)
        {
            table.Add(
                r.Network,
                r.Layer,
                r.Kind,
                Sizes(r),
                Numbers.Text($"{r.Layers}"),
                r.Table,
                r.Plan,
                r.Path,
                Numbers.Text($"{r.Threads}"),
                Numbers.Text($"{r.GproductsPerS:0.00}"),
                Numbers.Text($"{r.Ratio:0.00}"),
                Numbers.Text($"{r.LayoutShare:P0}")
            );
        }
        table.Write(output);
        output.WriteLine(
            "medians of interleaved rounds; the scalar loop runs on one thread and takes every table as a general one; packing "
                + "is the share of the time that lays out activations"
        );
    }

    private static string Sizes(ConvolutionRow r) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{r.InChannels}→{r.OutChannels}, {r.Kernel}×{r.Kernel}, "
                + $"{r.Height}×{r.Width}{(r.Stride > 1 ? $", stride {r.Stride}" : "")}"
        );
}
