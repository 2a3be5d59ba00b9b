using System.CommandLine;
using QosNets.Approximation;
using QosNets.Cli.Shell;
using QosNets.Multipliers;
using QosNets.Training.Stages;

namespace QosNets.Cli.Commands;

/// <summary>The options that weigh errors by the operands of a layer.</summary>
internal sealed class LayerOptions
{
    /// <summary>The bundle that has the layer's weights.</summary>
    public Option<string?> Bundle { get; } =
        new("--bundle")
        {
            Description = "Weigh errors by the weights of a layer of this bundle (.qosnet); that of --run by default.",
            HelpName = "BUNDLE",
        };

    /// <summary>The layer.</summary>
    public Option<string?> Layer { get; } =
        new("--layer") { Description = "The layer, as 'qosnets show BUNDLE' names it.", HelpName = "NAME" };

    /// <summary>The run that profiled the layer.</summary>
    public Option<string?> Run { get; } =
        new("--run")
        {
            Description =
                "Weigh errors also by the activations that this run (its folder) profiled; without it all are equally likely.",
            HelpName = "FOLDER",
        };

    /// <summary>Operand histograms, or null when none are asked for.</summary>
    /// <exception cref="CommandException">The options do not go together, or the bundle does not fit the library.</exception>
    public OperandWeights? Read(ParseResult parse, MultiplierLibrary library)
    {
        var (file, name, run) = (parse.GetValue(Bundle), parse.GetValue(Layer), parse.GetValue(Run));
        if (file is null && name is null && run is null)
            return null;
        file ??= run is null ? null : RunBundle.PathIn(run);
        if (file is null || name is null)
            throw new CommandException("errors of a layer need --layer NAME and --bundle BUNDLE or --run FOLDER");
        var bundle = Bundles.Bundle.Load(file);
        if (bundle.Library.Signed != library.Signed)
            throw new CommandException(
                $"{file} is for {(bundle.Library.Signed ? "signed" : "unsigned")} multipliers, those of {library.Name} are "
                    + $"{(library.Signed ? "signed" : "unsigned")}; name another --library"
            );
        for (var i = 0; i < bundle.Network.Layers.Count; i++)
        {
            if (bundle.Network.Layers[i].Name == name)
                return new OperandWeights(
                    run is null ? null : ProfileFile.Activations(run, name),
                    OperandHistogram.Of(bundle.Weights[i].Values)
                );
        }
        throw new CommandException(
            $"{file} has no layer '{name}'; choose one of {string.Join(", ", bundle.Network.Layers.Select(l => l.Name))}"
        );
    }
}
