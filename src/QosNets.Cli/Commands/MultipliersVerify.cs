using System.CommandLine;
using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary><c>qosnets multipliers verify</c>: compares a library with another one or with published facts.</summary>
internal static class MultipliersVerify
{
    public static Command Create()
    {
        var other = Arguments.File(
            "OTHER",
            "Another library (.npz), or published facts (.csv) whose first line names the columns."
        );
        var library = MultipliersCommand.LibraryOption();
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new CommandWithExamples(
            "verify",
            "Compare a library with another one or with published facts; every exception is listed, and any makes the command "
                + "fail.",
            "qosnets multipliers verify data/evoapprox/multipliers.csv",
            "qosnets multipliers verify other.npz --library mine.npz"
        )
        {
            other,
            library,
            json,
        };
        command.SetAction(parse =>
        {
            var from = MultipliersCommand.Load(parse.GetValue(library));
            var result = Compare(from, parse.GetRequiredValue(other));
            if (parse.GetValue(json))
                JsonOutput.Write(result, parse.InvocationConfiguration.Output);
            else
                Print(result, parse.InvocationConfiguration.Output);
            return result.Differences.Count == 0 ? ExitCode.Success : ExitCode.Failure;
        });
        return command;
    }

    private static Verification Compare(MultiplierLibrary library, string path)
    {
        if (IsLibrary(path))
        {
            var other = MultiplierLibrary.Load(path);
            return new Verification(
                path,
                Numbers.Text(
                    $"{library.Multipliers.Count} multipliers with {other.Multipliers.Count} of {other.Name}: tables and facts"
                ),
                LibraryComparison.Compare(library, other)
            );
        }
        var (differences, compared, others) = PublishedComparison.Compare(library, File.ReadAllLines(path), path);
        var left =
            others > 0 ? Numbers.Text($"; {others} rows of {(library.Signed ? "unsigned" : "signed")} multipliers left out") : "";
        return new Verification(
            path,
            Numbers.Text($"{compared} printed figures of {library.Name}, to their last digit{left}"),
            differences
        );
    }

    // By content: a library is a ZIP archive.
    private static bool IsLibrary(string path)
    {
        if (!File.Exists(path))
            throw new CommandException($"{path}: there is no such file; name a library (.npz) or a fact sheet (.csv)");
        using var stream = File.OpenRead(path);
        return stream.ReadByte() == 'P' && stream.ReadByte() == 'K';
    }

    private static void Print(Verification result, TextWriter output)
    {
        output.WriteLine($"{result.Other}: compared {result.Compared}");
        if (result.Differences.Count == 0)
        {
            output.WriteLine("no exception");
            return;
        }
        var table = new TextTable("multiplier", "quantity", ">here", ">there", "reason");
        foreach (var d in result.Differences)
            table.Add(ErrorReport.OneLine(d.Multiplier), d.Quantity, d.Here, ErrorReport.OneLine(d.There), d.Reason);
        table.Write(output);
        output.WriteLine(Numbers.Text($"{result.Differences.Count} exceptions"));
    }

    /// <summary>What was compared and found.</summary>
    private sealed record Verification(string Other, string Compared, IReadOnlyList<LibraryDifference> Differences);
}
