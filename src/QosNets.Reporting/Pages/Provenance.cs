using System.Globalization;
using System.Text;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Pages;

/// <summary>Under every table: the code and the machines that its figures are from, and the time that a run took.</summary>
internal static class Provenance
{
    private const int CommitDigits = 7;

    /// <summary>Writes one line.</summary>
    public static void Write(IReadOnlyList<NamedResults> results, StringBuilder text)
    {
        var places = results
            .GroupBy(r => (Version(r.Results.Versions["qosnets"]), Machine(r)))
            .Select(g => $"{g.Key.Item1} on {g.Key.Item2}{Count(g.Count(), results.Count)}");
        // The run with most stages first: its order is that of all.
        var stages = results
            .OrderByDescending(r => r.Results.Seconds.Count)
            .SelectMany(r => r.Results.Seconds)
            .GroupBy(s => s.Key)
            .Select(g => (Name: g.Key, Seconds: g.Average(s => s.Value)))
            .Where(s => s.Seconds >= 0.5)
            .Select(s => $"{s.Name} {Format.Fixed(s.Seconds, 0)}");
        var whole = Format.Duration(results.Average(r => r.Results.Seconds.Values.Sum()));
        text.Append(CultureInfo.InvariantCulture, $"\nFrom {string.Join("; ", places)}. A run took {whole}, stages in s: ")
            .AppendJoin(", ", stages)
            .Append(".\n");
    }

    private static string Count(int part, int all) => part == all ? "" : $" ({part} runs)";

    private static string Machine(NamedResults results)
    {
        var machine = results.Results.Machine;
        return $"{machine.Processor}, {machine.KernelPath}, {machine.Threads} threads";
    }

    private static string Version(string version) =>
        version.Split('+', 2) is [_, { Length: > CommitDigits } commit] ? $"`{commit[..CommitDigits]}`" : version;
}
