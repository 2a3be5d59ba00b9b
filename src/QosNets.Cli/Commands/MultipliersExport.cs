using System.CommandLine;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers export</c>: truth tables for other programs.</summary>
internal static class MultipliersExport
{
    private static readonly Dictionary<string, ExportFormat> Formats = new(StringComparer.Ordinal)
    {
        ["raw16"] = ExportFormat.Raw16,
        ["npy"] = ExportFormat.Npy,
        ["csv"] = ExportFormat.Csv,
        ["c"] = ExportFormat.C,
        ["cs"] = ExportFormat.CSharp,
    };

    public static Command Create()
    {
        var names = MultipliersCommand.Names("Multipliers to export; all when none is named.");
        var library = MultipliersCommand.LibraryOption();
        var format = new Option<string>("--format")
        {
            Description = $"One of {string.Join(", ", Formats.Keys)}.",
            HelpName = "FORMAT",
            Required = true,
        };
        var folder = MultipliersCommand.OutOption(
            $"Folder for one file per multiplier, named after it, and {TableExport.FactsFile} with the powers.",
            "FOLDER"
        );
        var command = new CommandWithExamples(
            "export",
            "Write truth tables as raw 16-bit, NumPy, CSV, C or C#.",
            "qosnets multipliers export --format npy --out tables",
            "qosnets multipliers export mul8u_2P7 --format c --out include"
        )
        {
            names,
            library,
            format,
            folder,
        };
        command.SetAction(parse =>
        {
            if (!Formats.TryGetValue(parse.GetRequiredValue(format), out var kind))
                throw new CommandException(
                    $"--format {parse.GetValue(format)}: there is no such format; use {string.Join(", ", Formats.Keys)}"
                );
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var chosen = MultipliersCommand.Choose(from, parse.GetValue(names) ?? []);
            var files = TableExport.Write(chosen, kind, parse.GetRequiredValue(folder));
            parse.InvocationConfiguration.Output.WriteLine(
                $"{parse.GetValue(folder)}: {files.Count - 1} multipliers and {TableExport.FactsFile}"
            );
        });
        return command;
    }
}
