using Tomlyn.Syntax;

namespace QosNets.Sweeps.Files;

/// <summary>Reads <c>[slurm]</c>.</summary>
internal static class SlurmSection
{
    /// <summary>The options of a section.</summary>
    /// <exception cref="SweepException">A key is unknown, or its value of the wrong kind.</exception>
    public static SlurmOptions Read(IEnumerable<SweepEntry> entries)
    {
        var options = new SlurmOptions();
        foreach (var entry in entries)
        {
            options = entry.Path switch
            {
                "partition" => options with { Partition = Word(entry) },
                "account" => options with { Account = Word(entry) },
                "time" => options with { Time = Word(entry) },
                "memory" => options with { Memory = Word(entry) },
                "cpus" => options with { Cpus = Whole(entry, 1) },
                "at_once" => options with { AtOnce = Whole(entry, 0) },
                _ => throw new SweepException(
                    $"{entry.Place}: slurm.{entry.Path} is not a key; they are partition, account, time, memory, cpus and at_once"
                ),
            };
        }
        return options;
    }

    // The text goes into a script: one word that no shell takes apart.
    private static string Word(SweepEntry entry) =>
        entry.Value is StringValueSyntax { Value: { } text }
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or ':' or '.' or ',')
            ? text
            : throw new SweepException(
                $"{entry.Place}: slurm.{entry.Path} = {entry.Text} is no word of letters, digits and -_:., in quotes"
            );

    private static int Whole(SweepEntry entry, int least) =>
        entry.Value is IntegerValueSyntax { Value: var number } && number >= least && number <= 1_000_000
            ? (int)number
            : throw new SweepException($"{entry.Place}: slurm.{entry.Path} = {entry.Text}; give a whole number, {least} and up");
}
