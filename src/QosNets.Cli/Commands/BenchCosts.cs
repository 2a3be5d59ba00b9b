using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Kernels;
using QosNets.Measurement;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets bench costs</c>: what the parts of a plan take on each path, by which paths choose plans.</summary>
internal static class BenchCosts
{
    public static Command Create()
    {
        var seconds = BenchCommand.SecondsOption("each path", 5);
        var json = BenchCommand.JsonOption();
        var command = new CommandWithExamples(
            "costs",
            "Measure what the parts of kernel plans take, the figures by which each path chooses its plan.",
            "qosnets bench costs",
            "qosnets bench costs --seconds 10 --json"
        )
        {
            seconds,
            json,
        };
        command.SetAction(parse =>
        {
            KernelPath[] wanted = [.. KernelPaths.All.Where(p => p.IsSupported)];
            var options = new RoundOptions(parse.GetValue(seconds));
            return BenchSession.Run(
                "costs",
                (progress, cancel) => PlanCostBenchmark.Run(wanted, options, f => progress(f, "parts"), cancel),
                parse.GetValue(json),
                Print,
                parse.InvocationConfiguration.Output,
                parse.InvocationConfiguration.Error
            );
        });
        return command;
    }

    private static void Print(IReadOnlyList<PlanCostRow> rows, TextWriter output)
    {
        output.WriteLine(
            $"table product {KernelBenchmark.M}×{KernelBenchmark.K}×{KernelBenchmark.N} (M×K×N) on one thread, all sums compared "
                + $"with the plain ones"
        );
        var table = new TextTable("path", "part", ">sums", ">G products/s", ">cost");
        foreach (var r in rows)
            table.Add(
                r.Path,
                r.Part,
                r.Sums == 0 ? "" : Numbers.Text($"{r.Sums}"),
                Numbers.Text($"{r.GproductsPerS:0.00}"),
                Numbers.Text($"{r.Cost:0.00}")
            );
        table.Write(output);
        output.WriteLine("medians of interleaved rounds; cost is time over that of the general plan on the same path");
    }
}
