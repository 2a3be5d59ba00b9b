using System.CommandLine;
using QosNets.Cli.Shell;
using QosNets.Hardware;

namespace QosNets.Cli.Commands;

/// <summary>
/// <c>qosnets export unit</c>: the unit of n multipliers alone, to see what it costs before anything is trained.
/// </summary>
internal static class ExportUnit
{
    public static Command Create()
    {
        var names = MultipliersCommand.Names("Multipliers of the unit, in the order of their numbers; all when none is named.");
        var library = MultipliersCommand.LibraryOption();
        var folder = MultipliersCommand.OutOption("Folder for the Verilog files and synthesis.ys.", "FOLDER");
        var liberty = new Option<string?>("--liberty")
        {
            Description = "Cell library (.lib) that synthesis.ys maps to.",
            HelpName = "FILE",
        };
        var command = new CommandWithExamples(
            "unit",
            "Write a unit of multipliers and its processing element as Verilog, without a network.",
            "qosnets export unit mul8u_exact mul8u_drum_k4 --library families.npz --out unit"
        )
        {
            names,
            library,
            folder,
            liberty,
        };
        command.SetAction(parse =>
        {
            var cells = parse.GetValue(liberty) is { } path ? Liberty.CountCells(path) : 0;
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var chosen = MultipliersCommand.Choose(from, parse.GetValue(names) ?? []);
            if (chosen.Count > UnitExport.MostMultipliers)
                throw new CommandException(
                    $"{chosen.Count} multipliers: a unit has 1 to {UnitExport.MostMultipliers}; name those that it has"
                );
            var to = parse.GetRequiredValue(folder);
            var files = UnitExport.Write(
                chosen,
                parse.GetValue(liberty) is { } cellLibrary ? Path.GetFullPath(cellLibrary) : null,
                to
            );
            var output = parse.InvocationConfiguration.Output;
            output.WriteLine($"{to}: {files.Count} files, a unit of {chosen.Count} multipliers");
            if (cells > 0)
                output.WriteLine($"{parse.GetValue(liberty)}: {cells} cells, for synthesis.ys");
        });
        return command;
    }
}
