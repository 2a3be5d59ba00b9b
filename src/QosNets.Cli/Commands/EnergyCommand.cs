using System.CommandLine;
using QosNets.Bundles;
using QosNets.Cli.Output;
using QosNets.Hardware;
using QosNets.Reporting.Results;
using QosNets.Training.Experiments;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets energy</c>: what the whole accelerator saves, not its multipliers alone.</summary>
internal static class EnergyCommand
{
    public static Command Create()
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        var model = new Option<string?>("--model")
        {
            Description = "Energies and sizes that replace the defaults (TOML); docs/hardware.md lists the keys.",
            HelpName = "FILE",
        };
        var layers = new Option<bool>("--layers") { Description = "Print every layer too." };
        var json = new Option<bool>("--json") { Description = "Print JSON, energies in pJ, with the model." };
        var command = new CommandWithExamples(
            "energy",
            "Estimate the energy of the whole accelerator at every operating point, beside the saving of its multipliers.",
            "qosnets energy runs/fashion-resnet8/fashion-resnet8.qosnet",
            "qosnets energy runs/fashion-resnet8/fashion-resnet8.qosnet --model my-technology.toml --layers"
        )
        {
            file,
            model,
            layers,
            json,
        };
        command.SetAction(parse =>
        {
            var numbers = parse.GetValue(model) is { } path ? EnergyModelFile.Read(path) : new EnergyModel();
            var bundle = Bundle.Load(parse.GetRequiredValue(file));
            var estimates = Enum.GetValues<Dataflow>().Select(d => EnergyEstimate.Of(bundle, numbers, d)).ToArray();
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                var dataflows = estimates.Select(e => new
                {
                    Dataflow = EnergyResult.NameOf(e.Dataflow),
                    e.AccumulatorBits,
                    e.Exact,
                    e.Points,
                });
                JsonOutput.WriteSnakeCase(
                    new
                    {
                        Model = numbers,
                        bundle.Library.PowerIsEstimated,
                        Dataflows = dataflows,
                    },
                    output
                );
                return;
            }
            output.WriteLine(
                $"{bundle.Network.Name}: energy of one image on an array of {numbers.Rows}x{numbers.Columns}; an ESTIMATE from a "
                    + $"table of energies (docs/hardware.md)"
            );
            if (bundle.Library.PowerIsEstimated)
                output.WriteLine("powers of the multipliers are ESTIMATES from counted gates");
            output.WriteLine();
            EnergyText.Write(estimates, parse.GetValue(layers), output);
        });
        return command;
    }
}
