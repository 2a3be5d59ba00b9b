using System.CommandLine;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary>The options of <c>qosnets multipliers import</c> that say what files do not.</summary>
internal sealed class MultipliersImportOptions
{
    private readonly Option<string?> facts = new("--facts")
    {
        Description = "A fact sheet: name, power, area, delay and others; those among PATH are read as well.",
        HelpName = "FILE",
    };

    private readonly Option<string?> sign = new("--operands")
    {
        Description = "signed or unsigned, for tables that do not show it; of a folder only such multipliers are read.",
        HelpName = "KIND",
    };

    private readonly Option<string?> widths = new("--widths")
    {
        Description = "Bits of the operands, for example 8x4, where name, file and facts do not say them; else 8x8.",
        HelpName = "AxB",
    };

    private readonly Option<double?> power = new("--power")
    {
        Description = "Power in mW of the only multiplier that is read, where neither it nor a fact sheet says it.",
        HelpName = "MW",
    };

    private readonly Option<string?> generation = new("--generation")
    {
        Description =
            "The collection that the files come from, for example v2022: names are recorded with it, and equal tables become one "
            + "multiplier with all its names.",
        HelpName = "NAME",
    };

    private readonly Option<bool> insist = new("--insist")
    {
        Description = "Take models whose printed errors are not those of their products, with a note.",
    };

    private readonly Option<string?> source = new("--source")
    {
        Description = "Source to record where the facts name none.",
        HelpName = "TEXT",
    };

    private readonly Option<string?> licence = new("--licence")
    {
        Description = "Licence to record where the facts name none.",
        HelpName = "TEXT",
    };

    /// <summary>Adds the options to the command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[facts, sign, widths, power, generation, insist, source, licence])
            command.Options.Add(option);
    }

    /// <summary>What the command line says.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="to">The library that is written.</param>
    /// <param name="old">The library that is added to, or null.</param>
    public ImportOptions Of(ParseResult parse, string to, MultiplierLibrary? old)
    {
        var signed = parse.GetValue(sign) switch
        {
            null => old?.Signed,
            "signed" => true,
            "unsigned" => false,
            var other => throw new CommandException($"--operands {other}: there is no such kind; write signed or unsigned"),
        };
        if (parse.GetValue(generation) is { } name && !MultiplierLibrary.IsName(name))
            throw new CommandException(
                $"--generation \"{ErrorReport.OneLine(name)}\": it is no name of a collection; use letters, digits and "
                    + "_ - ., such as v2022"
            );
        return new ImportOptions(
            signed,
            parse.GetValue(facts),
            Path.GetFileNameWithoutExtension(to),
            parse.GetValue(source),
            parse.GetValue(licence)
        )
        {
            Widths = parse.GetValue(widths) is { } text ? Bits(text) : null,
            Generation = parse.GetValue(generation),
            Insist = parse.GetValue(insist),
            CostsAlone = old is not null,
            PowerMilliwatt = parse.GetValue(power),
        };
    }

    private static OperandWidths Bits(string text) =>
        OperandWidths.Parse(text)
        ?? throw new CommandException($"--widths {text}: write the bits of both operands, 1 to 8 each, for example 8x4");
}
