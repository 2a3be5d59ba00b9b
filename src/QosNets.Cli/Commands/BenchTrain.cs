using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Kernels;
using QosNets.Measurement;
using QosNets.Multipliers;
using QosNets.Training.Benchmark;

namespace QosNets.Cli.Commands;

/// <summary>
/// <c>qosnets bench train</c>: a joint step of several operating points against an ordinary quantisation-aware one.
/// </summary>
internal static class BenchTrain
{
    private const string DefaultNetwork = "resnet20";
    private const int DefaultBatch = 128;
    private const int DefaultPoints = 3;
    private const int DefaultRounds = 9;
    private const int MostImages = 4096;
    private const int MostRounds = 1000;

    public static Command Create()
    {
        var network = new Option<string?>("--network")
        {
            Description = $"The network, for images of 3×32×32; {DefaultNetwork} by default.",
            HelpName = "NAME",
        };
        var multiplier = new Option<string[]>("--multiplier")
        {
            Description =
                $"Adds a point with this multiplier in all layers; may be given several times. By default {DefaultPoints} "
                + $"points, on multipliers that the general kernel computes.",
            HelpName = "NAME",
        };
        var library = MultipliersCommand.LibraryOption();
        var batch = BenchCommand.CountOption("--batch", $"Images of one step; {DefaultBatch} by default.", MostImages);
        var rounds = BenchCommand.CountOption("--rounds", $"Timed steps of each kind; {DefaultRounds} by default.", MostRounds);
        var threads = BenchPaths.ThreadsOption("Use this number of threads; all by default.");
        var json = BenchCommand.JsonOption();
        var command = new CommandWithExamples(
            "train",
            "Measure training steps: quantisation-aware, and joint for several operating points; and each layer's emulation.",
            "qosnets bench train",
            "qosnets bench train --network resnet8 --batch 64 --multiplier mul8u_2P7 --multiplier mul8u_17C8 --json"
        )
        {
            network,
            multiplier,
            library,
            batch,
            rounds,
            threads,
            json,
        };
        command.SetAction(parse =>
        {
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var options = new StepCostOptions
            {
                Network = LayerShape.Build(parse.GetValue(network) ?? DefaultNetwork),
                Library = from,
                Points = [],
                Batch = parse.GetValue(batch) ?? DefaultBatch,
                Rounds = parse.GetValue(rounds) ?? DefaultRounds,
                Threads = parse.GetValue(threads) ?? KernelOptions.Threads,
            };
            var chosen = parse.GetValue(multiplier) is { Length: > 0 } named
                ? MultipliersCommand.Choose(from, named)
                : Costly(from);
            options = options with
            {
                Points =
                [
                    .. chosen.Select(m => new TimedPoint(m.Name, [.. options.Network.Layers.Select(_ => from.IndexOf(m.Name))])),
                ],
            };
            return BenchSession.Run(
                "training steps",
                (progress, cancel) =>
                    TrainingCost.Of(
                        options.Network.Name,
                        [.. chosen.Select(m => m.Name)],
                        StepCost.Measure(options, fraction => progress(fraction, options.Network.Name), cancel)
                    ),
                parse.GetValue(json),
                Print,
                parse.InvocationConfiguration.Output,
                parse.InvocationConfiguration.Error
            );
        });
        return command;
    }

    /// <summary>Multipliers that take the kernels long: inexact, and those of the general plan first.</summary>
    private static IReadOnlyList<Multiplier> Costly(MultiplierLibrary library) =>
        [
            .. NamedTable
                .All(library)
                .Where(t => !t.Table.IsExact)
                .OrderBy(t => !t.IsGeneral)
                .Take(DefaultPoints)
                .Select(t => library.Multipliers[library.IndexOf(t.Name)]),
        ];

    private static void Print(TrainingCost cost, TextWriter output)
    {
        output.WriteLine(
            Numbers.Text($"{cost.Network}, batch {cost.Batch}, {cost.Threads} threads, points {string.Join(", ", cost.Points)}")
        );
        var steps = new TextTable("step", ">seconds", ">times the ordinary step");
        void Step(string name, double seconds) =>
            steps.Add(name, Numbers.Text($"{seconds:0.000}"), Numbers.Text($"{seconds / cost.QuantizedStepSeconds:0.00}"));
        Step("quantisation-aware, following ranges", cost.ObservingStepSeconds);
        Step("quantisation-aware, ranges frozen", cost.QuantizedStepSeconds);
        Step(Numbers.Text($"joint, {cost.Points.Count} points"), cost.JointStepSeconds);
        steps.Write(output);
        output.WriteLine();
        var layers = new TextTable("layer, forward", "multiplier", ">exact, ms", ">emulated, ms", ">ratio", ">G products/s");
        foreach (var l in cost.Layers)
        {
            layers.Add(
                l.Layer,
                l.Multiplier,
                Numbers.Text($"{1e3 * l.ExactSeconds:0.00}"),
                Numbers.Text($"{1e3 * l.EmulatedSeconds:0.00}"),
                Numbers.Text($"{l.Ratio:0.00}"),
                Numbers.Text($"{l.Multiplications / l.EmulatedSeconds / 1e9:0.00}")
            );
        }
        layers.Write(output);
        output.WriteLine("exact: the fake-quantised layer in float32 by libtorch; medians of interleaved rounds");
    }
}
