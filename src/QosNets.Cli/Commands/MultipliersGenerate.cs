using System.CommandLine;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers generate</c>: a library of parametric families.</summary>
internal static class MultipliersGenerate
{
    public static Command Create()
    {
        var families = new Argument<string[]>("FAMILY")
        {
            Description =
                "Families: "
                + string.Join("; ", MultiplierFamilies.Usage)
                + ". A parameter may be a range, 2-6; without parameters a family gives a choice.",
            Arity = ArgumentArity.OneOrMore,
        };
        Arguments.RefuseOptions(families);
        var file = MultipliersCommand.OutOption("The library file (.npz).", "LIBRARY");
        var signed = new Option<bool>("--signed")
        {
            Description = "Two's complement operands: magnitudes are multiplied, then the sign is set.",
        };
        var command = new CommandWithExamples(
            "generate",
            "Make a library of parametric families; its powers are estimates from counted gates.",
            "qosnets multipliers generate truncated compensated broken-array drum mitchell --out families.npz",
            "qosnets multipliers generate drum:3-6 broken-array:1,4-6 --signed --out families.npz"
        )
        {
            families,
            file,
            signed,
        };
        command.SetAction(parse =>
        {
            var to = parse.GetRequiredValue(file);
            var library = MultiplierFamilies.Library(
                Path.GetFileNameWithoutExtension(to),
                parse.GetRequiredValue(families),
                parse.GetValue(signed)
            );
            library.Save(to);
            parse.InvocationConfiguration.Output.WriteLine(
                $"{to}: {library.Multipliers.Count} multipliers; their powers are ESTIMATES from counted gates, relative to "
                    + $"{library.Exact.Name}"
            );
        });
        return command;
    }
}
