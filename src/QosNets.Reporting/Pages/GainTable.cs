using System.Globalization;
using System.Text;

namespace QosNets.Reporting.Pages;

/// <summary>
/// What each group of runs gains over the group before it: the mean difference of top-1 between runs of the same seed, with half
/// its 95 % interval after Student's t.
/// </summary>
internal static class GainTable
{
    /// <summary>Writes the table.</summary>
    /// <exception cref="ResultsPageException">There is one group only, or two groups share no seed.</exception>
    public static void Write(IReadOnlyList<NamedResults> results, StringBuilder text)
    {
        var groups = results.GroupBy(r => r.Group).ToList();
        if (groups.Count < 2)
            throw new ResultsPageException($"{groups[0].Key}: gains are those of one group of runs over another");
        var names = groups[^1].SelectMany(r => r.Results.OperatingPoints).Select(p => p.Name).Distinct().ToList();
        text.Append("\n| from | to | seeds |").AppendJoin("", names.Select(n => $" {n}, points |")).Append('\n');
        text.Append("| --- | --- | --- |").AppendJoin("", names.Select(_ => " --- |")).Append('\n');
        foreach (var (from, to) in groups.Zip(groups.Skip(1)))
        {
            var pairs = from.Join(to, r => r.Results.Seed, r => r.Results.Seed, (a, b) => (From: a, To: b)).ToList();
            if (pairs.Count == 0)
                throw new ResultsPageException($"{from.Key} and {to.Key} share no seed");
            var seeds = string.Join(", ", pairs.Select(p => p.To.Results.Seed).Order());
            text.Append(CultureInfo.InvariantCulture, $"| {from.Key} | {to.Key} | {seeds} |");
            foreach (var name in names)
            {
                List<double> gains = [.. pairs.SelectMany(p => Gain(p.From, p.To, name))];
                text.Append(CultureInfo.InvariantCulture, $" {(gains.Count == 0 ? "" : MeanText.Points(gains))} |");
            }
            text.Append('\n');
        }
    }

    /// <summary>The gain of one seed at a point; none where either run lacks the point.</summary>
    private static IEnumerable<double> Gain(NamedResults before, NamedResults after, string point) =>
        before
            .Results.OperatingPoints.Join(after.Results.OperatingPoints, p => p.Name, p => p.Name, (a, b) => (From: a, To: b))
            .Where(p => p.From.Name == point)
            .Select(p => p.To.Top1 - p.From.Top1);
}
