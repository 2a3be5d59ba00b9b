using System.CommandLine;
using System.Globalization;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers import</c>: a library from models, tables and fact sheets of others.</summary>
internal static class MultipliersImport
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description =
                "Files or folders: C or Verilog models, truth tables (raw 16-bit, NumPy, CSV, C or C# arrays), fact sheets "
                + "(CSV or JSON).",
            Arity = ArgumentArity.OneOrMore,
        };
        Arguments.RefuseOptions(paths);
        var file = MultipliersCommand.OutOption("The library file (.npz).", "LIBRARY");
        var facts = new Option<string?>("--facts")
        {
            Description = "A fact sheet: name, power_mw, area_um2, delay_ns and others; those among PATH are read as well.",
            HelpName = "FILE",
        };
        var sign = new Option<string?>("--operands")
        {
            Description = "signed or unsigned, for tables that do not show it.",
            HelpName = "KIND",
        };
        var source = new Option<string?>("--source")
        {
            Description = "Source to record where the facts name none.",
            HelpName = "TEXT",
        };
        var licence = new Option<string?>("--licence")
        {
            Description = "Licence to record where the facts name none.",
            HelpName = "TEXT",
        };
        var command = new CommandWithExamples(
            "import",
            "Make a library from models, truth tables and facts; what a file is shows by its content.",
            "qosnets multipliers import models/ facts.csv --out mine.npz",
            "qosnets multipliers import table.npy --facts facts.csv --operands signed --source 'our lab' --out mine.npz"
        )
        {
            paths,
            file,
            facts,
            sign,
            source,
            licence,
        };
        command.SetAction(parse =>
        {
            var to = parse.GetRequiredValue(file);
            bool? signed = parse.GetValue(sign) switch
            {
                null => null,
                "signed" => true,
                "unsigned" => false,
                var other => throw new CommandException($"--operands {other}: there is no such kind; write signed or unsigned"),
            };
            var options = new ImportOptions(
                signed,
                parse.GetValue(facts),
                Path.GetFileNameWithoutExtension(to),
                parse.GetValue(source),
                parse.GetValue(licence)
            );
            var result = MultiplierImport.Read(parse.GetRequiredValue(paths), options);
            var library = result.ToLibrary();
            library.Save(to);
            var output = parse.InvocationConfiguration.Output;
            foreach (var note in result.Notes)
                output.WriteLine($"note: {ErrorReport.OneLine(note.ToString())}");
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{to}: {library.Multipliers.Count} {(library.Signed ? "signed" : "unsigned")} multipliers, exact "
                        + $"{library.Exact.Name}; {result.Notes.Count} notes"
                )
            );
        });
        return command;
    }
}
