using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Measurement;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets bench kernels</c>: all paths on one matrix product, table by table.</summary>
internal static class BenchKernels
{
    public static Command Create()
    {
        var (tables, paths) = (new BenchTables(), new BenchPaths());
        var all = new Option<bool>("--all") { Description = "Measure every table of the library." };
        var seconds = BenchCommand.SecondsOption("each table", 2);
        var json = BenchCommand.JsonOption();
        var command = new CommandWithExamples(
            "kernels",
            $"Measure the table product {KernelBenchmark.M}×{KernelBenchmark.K}×{KernelBenchmark.N} (M×K×N) against the "
                + $"scalar loop.",
            "qosnets bench kernels",
            "qosnets bench kernels --table mul8u_2P7 --table mul8u_L40 --path avx2 --json",
            "qosnets bench kernels --table my-table.bin --signed --threads 1"
        )
        {
            tables.Table,
            tables.Signed,
            tables.Library,
            all,
            paths.Path,
            paths.Threads,
            seconds,
            json,
        };
        command.SetAction(parse =>
        {
            var (wantedPaths, threads) = (paths.ReadPaths(parse), paths.ReadThreads(parse));
            if (parse.GetValue(all) && parse.GetValue(tables.Table) is { Length: > 0 })
                throw new CommandException("--all measures every table of the library; leave --table or --all out");
            var wanted = parse.GetValue(all) ? tables.ReadAll(parse) : tables.ReadSome(parse);
            var options = new RoundOptions(parse.GetValue(seconds));
            return BenchSession.Run(
                "kernels",
                (progress, cancel) =>
                    BenchSession.Each(
                        wanted,
                        t => t.Name,
                        (table, report) => KernelBenchmark.Run(table, wantedPaths, threads, options, report, cancel),
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

    private static void Print(IReadOnlyList<KernelRow> rows, TextWriter output)
    {
        output.WriteLine(
            $"table product {KernelBenchmark.M}×{KernelBenchmark.K}×{KernelBenchmark.N} (M×K×N), all sums compared with the "
                + $"plain ones"
        );
        var table = new TextTable("table", "plan", "path", ">threads", ">G products/s", ">times the scalar loop");
        foreach (var r in rows)
            table.Add(
                r.Table,
                r.Plan,
                r.Path,
                Numbers.Text($"{r.Threads}"),
                Numbers.Text($"{r.GproductsPerS:0.00}"),
                Numbers.Text($"{r.Ratio:0.00}")
            );
        table.Write(output);
        output.WriteLine(
            "medians of interleaved rounds; the scalar loop runs on one thread and takes every table as a general one"
        );
    }
}
