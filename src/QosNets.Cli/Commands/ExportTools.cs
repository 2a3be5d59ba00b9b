using System.CommandLine;
using System.Text;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Hardware;
using QosNets.Training.Experiments;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets export accelergy</c> and <c>hwcomponents</c>: multipliers and layers for estimators of energy.</summary>
internal static class ExportTools
{
    public static Command Accelergy() =>
        Create(
            "accelergy",
            "Write a component of Accelergy's library plug-in for each multiplier, and a Timeloop problem for each layer.",
            (bundle, model) => [.. AccelergyLibrary.Of(bundle, model).Select(f => ("library/" + f.Name, f.Text))]
        );

    public static Command HwComponents() =>
        Create(
            "hwcomponents",
            "Write a Python package of HWComponents models for the multipliers, and a Timeloop problem for each layer.",
            HwComponentsPackage.Of
        );

    private static CommandWithExamples Create(
        string name,
        string description,
        Func<Bundle, EnergyModel, IReadOnlyList<(string Name, string Text)>> write
    )
    {
        var file = Arguments.File("BUNDLE", "The bundle (.qosnet).");
        var folder = MultipliersCommand.OutOption("Folder for the files.", "FOLDER");
        var model = new Option<string?>("--model")
        {
            Description = "Energies that replace the defaults (TOML), see qosnets energy.",
            HelpName = "FILE",
        };
        var command = new CommandWithExamples(
            name,
            description,
            $"qosnets export {name} runs/fashion-resnet8/fashion-resnet8.qosnet --out {name}"
        )
        {
            file,
            folder,
            model,
        };
        command.SetAction(parse =>
        {
            var numbers = parse.GetValue(model) is { } path ? EnergyModelFile.Read(path) : new EnergyModel();
            var bundle = Bundle.Load(parse.GetRequiredValue(file));
            var to = parse.GetRequiredValue(folder);
            List<(string Name, string Text)> files =
            [
                .. write(bundle, numbers),
                .. TimeloopLayers.Of(bundle).Select(f => ("layers/" + f.Name, f.Text)),
            ];
            foreach (var (each, text) in files)
            {
                var target = Path.Combine(to, each);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                AtomicFile.Write(target, Encoding.UTF8.GetBytes(text));
            }
            parse.InvocationConfiguration.Output.WriteLine(
                $"{to}: {files.Count} files, {bundle.Library.Multipliers.Count} multipliers and "
                    + $"{bundle.Network.Layers.Count} layers"
            );
        });
        return command;
    }
}
