using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Data;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers</c>: looks at libraries of multipliers, converts, compares and makes them.</summary>
internal static class MultipliersCommand
{
    public static Command Create() =>
        new CommandWithExamples(
            "multipliers",
            "Look at a library of multipliers, convert, compare, import and generate.",
            "qosnets multipliers list",
            "qosnets multipliers show mul8u_2P7"
        )
        {
            MultipliersList.Create(),
            MultipliersShow.Create(),
            MultipliersPlot.Create(),
            MultipliersExport.Create(),
            MultipliersVerify.Create(),
            MultipliersImport.Create(),
            MultipliersGenerate.Create(),
        };

    /// <summary>The option that names the library.</summary>
    public static Option<string?> LibraryOption() =>
        new("--library") { Description = "The library (.npz); 36 unsigned 8×8 multipliers by default.", HelpName = "LIBRARY" };

    /// <summary>The option for a file or folder that is written.</summary>
    public static Option<string> OutOption(string description, string name) =>
        new("--out")
        {
            Description = description,
            HelpName = name,
            Required = true,
        };

    /// <summary>Names of multipliers, as the arguments of a command.</summary>
    public static Argument<string[]> Names(string description)
    {
        var argument = new Argument<string[]>("NAME") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        Arguments.RefuseOptions(argument);
        return argument;
    }

    /// <summary>Loads what <see cref="LibraryOption"/> names.</summary>
    public static MultiplierLibrary Load(string? path) => MultiplierLibrary.Load(path ?? DataFolder.File("evoapprox/mul8u.npz"));

    /// <summary>The multipliers of these names, or all when there are none.</summary>
    /// <exception cref="LibraryException">The library lacks one.</exception>
    public static IReadOnlyList<Multiplier> Choose(MultiplierLibrary library, IReadOnlyList<string> names) =>
        names.Count == 0
            ? library.Multipliers
            : [.. names.Select(library.IndexOf).Distinct().Select(i => library.Multipliers[i])];

    /// <summary>Title of a column or axis of powers: an estimate never goes without its mark.</summary>
    public static string PowerTitle(MultiplierLibrary library) =>
        library.PowerIsEstimated ? "estimated power, unit gates" : "power, mW";

    /// <summary>Title of savings: an estimate, or a saving of anything but power, never goes without its mark.</summary>
    public static string SavingTitle(bool estimated, string cost) =>
        cost != CostColumn.Power ? $"saving of {cost}"
        : estimated ? "estimated saving"
        : "saving";

    /// <summary>A power in the unit of <see cref="PowerTitle"/>.</summary>
    public static double Power(Multiplier multiplier) =>
        multiplier.PowerIsEstimated ? 1000 * multiplier.PowerMilliwatt : multiplier.PowerMilliwatt;

    /// <summary>A power as text in the unit of <see cref="PowerTitle"/>.</summary>
    public static string PowerText(Multiplier multiplier) =>
        multiplier.PowerIsEstimated ? Numbers.Text($"~{Power(multiplier):0.#}") : Numbers.Text($"{Power(multiplier):0.0000}");
}
