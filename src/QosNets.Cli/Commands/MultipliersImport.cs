using System.CommandLine;
using QosNets.Cli.Output;
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
            Description = $"Files or folders: {string.Join(", ", MultiplierImport.Formats)}.",
            Arity = ArgumentArity.OneOrMore,
        };
        Arguments.RefuseOptions(paths);
        var file = new Option<string?>("--out")
        {
            Description = "The library file (.npz) that is written.",
            HelpName = "LIBRARY",
        };
        var into = new Option<string?>("--into")
        {
            Description = "A library to add to; it is replaced unless --out names another file.",
            HelpName = "LIBRARY",
        };
        var options = new MultipliersImportOptions();
        var command = new CommandWithExamples(
            "import",
            "Make a library from models, truth tables and facts; what a file is shows by its content. "
                + "--verbose prints every note.",
            "qosnets multipliers import models/ facts.csv --out mine.npz",
            "qosnets multipliers import table.npy --facts facts.csv --operands signed --source 'our lab' --out mine.npz",
            "qosnets multipliers import mine.npy --power 0.12 --into data/evoapprox/mul8u.npz --out with-mine.npz",
            "qosnets multipliers import asap7.csv --into data/evoapprox/mul8u.npz --out with-asap7.npz",
            "qosnets multipliers import evoapproxlib/ --generation v2022 --out v2022.npz"
        )
        {
            paths,
            file,
            into,
        };
        options.AddTo(command);
        command.SetAction(parse =>
        {
            var old = parse.GetValue(into) is { } path ? MultiplierLibrary.Load(path) : null;
            var to =
                parse.GetValue(file)
                ?? parse.GetValue(into)
                ?? throw new CommandException("name the library that is written: --out LIBRARY, or --into LIBRARY to add to one");
            var output = parse.InvocationConfiguration.Output;
            var result = Read(parse.GetRequiredValue(paths), options.Of(parse, to, old), output);
            var notes = result.Notes.ToList();
            var libraries = old is null ? result.ToLibraries() : [Added(old, result, notes)];
            ImportSummary.Write(notes, parse.GetValue<bool>("--verbose"), output);
            // One file for each kind, since a library holds one.
            string Target(MultiplierLibrary library) =>
                libraries.Count == 1 ? to : Path.ChangeExtension(to, null) + $"-{Kind(library)}.npz";
            // All are looked at before the first is written.
            foreach (var target in libraries.Select(Target))
                RefuseOther(target);
            foreach (var library in libraries)
            {
                var target = Target(library);
                library.Save(target);
                var count = Numbers.Text($"{library.Multipliers.Count} {Kind(library)} multipliers");
                output.WriteLine(Numbers.Text($"{target}: {count}, exact {library.Exact.Name}; {notes.Count} notes"));
            }
        });
        return command;
    }

    /// <summary>Refuses to replace a file that is no library, such as one of those that were read.</summary>
    private static void RefuseOther(string target)
    {
        if (!File.Exists(target))
            return;
        try
        {
            MultiplierLibrary.Load(target);
        }
        catch (LibraryException)
        {
            throw new CommandException($"--out {target}: the file is there and is no library; name another, or remove it first");
        }
    }

    private static MultiplierLibrary Added(MultiplierLibrary old, ImportResult result, List<ImportNote> notes) =>
        CostMerge.Into(MultiplierMerge.Into(old, result.Multipliers, notes), result.Costs, notes);

    private static string Kind(MultiplierLibrary library) => library.Signed ? "signed" : "unsigned";

    private static ImportResult Read(string[] paths, ImportOptions options, TextWriter output)
    {
        try
        {
            return MultiplierImport.Read(paths, options);
        }
        catch (LibraryException e) when (e.Problems.Count > 0)
        {
            foreach (var problem in e.Problems)
                output.WriteLine($"problem: {ErrorReport.OneLine(problem)}");
            throw new CommandException(
                Numbers.Text($"nothing was imported, since there are {e.Problems.Count} problems, the first: {e.Problems[0]}")
            );
        }
    }
}
