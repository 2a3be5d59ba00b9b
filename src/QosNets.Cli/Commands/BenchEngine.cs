using System.CommandLine;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Measurement;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets bench engine</c>: images per second of a bundle's operating points.</summary>
internal static class BenchEngine
{
    private const string DefaultNetwork = "resnet20";
    private const int DefaultBatch = 64;
    private const int MostImages = 1024;

    public static Command Create()
    {
        var file = Arguments.File(
            "BUNDLE",
            $"The bundle (.qosnet); without one, {DefaultNetwork} with random weights, all layers on one multiplier, for each "
                + $"plan of the kernels."
        );
        file.Arity = ArgumentArity.ZeroOrOne;
        var network = new Option<string?>("--network")
        {
            Description = $"The built-in network when there is no bundle; {DefaultNetwork} by default.",
            HelpName = "NAME",
        };
        var batch = BenchCommand.CountOption("--batch", $"Images of one call; {DefaultBatch} by default.", MostImages);
        var paths = new BenchPaths();
        var seconds = BenchCommand.SecondsOption("all points together", 10);
        var json = BenchCommand.JsonOption();
        var command = new CommandWithExamples(
            "engine",
            "Measure the engine: images per second and allocations of every operating point.",
            "qosnets bench engine",
            "qosnets bench engine runs/fashion-resnet8/fashion-resnet8.qosnet --batch 1 --threads 1 --json"
        )
        {
            file,
            network,
            batch,
            paths.Threads,
            seconds,
            json,
        };
        command.SetAction(parse =>
        {
            var bundle = Open(parse.GetValue(file), parse.GetValue(network));
            var (images, threads, options) = (
                parse.GetValue(batch) ?? DefaultBatch,
                paths.ReadThreads(parse),
                new RoundOptions(parse.GetValue(seconds))
            );
            return BenchSession.Run(
                "engine",
                (progress, cancel) =>
                    EngineBenchmark.Run(
                        bundle,
                        images,
                        threads,
                        options,
                        fraction => progress(fraction, bundle.Network.Name),
                        cancel
                    ),
                parse.GetValue(json),
                Print,
                parse.InvocationConfiguration.Output,
                parse.InvocationConfiguration.Error
            );
        });
        return command;
    }

    private static Bundle Open(string? file, string? network)
    {
        if (file is not null)
            return network is null
                ? Bundle.Load(file)
                : throw new CommandException($"--network {network}: a bundle has its own network; leave one of them out");
        var library = MultipliersCommand.Load(null);
        return SampleBundle.Make(
            LayerShape.Build(network ?? DefaultNetwork),
            library,
            [
                .. NamedTable
                    .OnePerPlan(library)
                    .Select(t => (t.Name == library.Exact.Name ? OperatingPoint.ExactName : $"{t.Plan}-{t.Name}", t.Name)),
            ]
        );
    }

    private static void Print(IReadOnlyList<EngineRow> rows, TextWriter output)
    {
        output.WriteLine(Numbers.Text($"{rows[0].Network}, {rows[0].Batch} images a call, path {rows[0].Path}"));
        var table = new TextTable(
            "point",
            ">threads",
            ">images/s",
            ">G products/s",
            ">outside products",
            ">bytes allocated a call"
        );
        foreach (var r in rows)
            table.Add(
                r.Point,
                Numbers.Text($"{r.Threads}"),
                Numbers.Text($"{r.ImagesPerS:N0}"),
                Numbers.Text($"{r.GproductsPerS:0.00}"),
                Numbers.Text($"{100 * r.OutsideShare:0.0} %"),
                Numbers.Text($"{r.AllocatedBytes:N0}")
            );
        table.Write(output);
        output.WriteLine("medians of interleaved rounds; this is the speed of the emulation, not of the hardware");
    }
}
