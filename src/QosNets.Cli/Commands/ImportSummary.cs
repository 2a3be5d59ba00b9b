using QosNets.Cli.Output;
using QosNets.Cli.Shell;
using QosNets.Multipliers;

namespace QosNets.Cli.Commands;

/// <summary>The notes of an import, by kind.</summary>
internal static class ImportSummary
{
    // More of one kind say little that the first do not.
    private const int Shown = 2;

    /// <summary>Writes a line for every kind of notes, and the notes of kinds that have few; or all notes.</summary>
    public static void Write(IReadOnlyList<ImportNote> notes, bool all, TextWriter output)
    {
        foreach (var kind in notes.GroupBy(n => n.Kind))
        {
            var group = kind.ToList();
            if (all || group.Count <= Shown)
            {
                foreach (var note in group)
                    output.WriteLine($"note: {ErrorReport.OneLine(note.ToString())}");
                continue;
            }
            output.WriteLine(
                Numbers.Text(
                    $"note: {group.Count} {kind.Key}, for example {ErrorReport.OneLine(group[0].ToString())} (--verbose for all)"
                )
            );
        }
    }
}
