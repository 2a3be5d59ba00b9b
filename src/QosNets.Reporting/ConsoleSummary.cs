using System.Text;
using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting;

/// <summary>The end of <c>qosnets run</c>: a table in plain text.</summary>
internal static class ConsoleSummary
{
    /// <summary>Accuracies, losses, savings and multipliers, some 80 columns wide; ends with a line break.</summary>
    public static string Render(RunResults results)
    {
        var text = new StringBuilder();
        Line(
            text,
            $"{results.Network} on {results.Dataset}, n = {results.N}, seed {results.Seed}; test split, run from the bundle"
        );
        Line(text, "");
        var rows = new List<string[]>
        {
            new[] { "", "top-1", "loss, points", "95 % interval", PowerText.Quantity("saving", results), "multipliers" },
            new[] { "float", Format.Percent(results.Float.Top1), "", "", "", "" },
            new[] { "qat", Format.Percent(results.Qat.Top1), "", "", "", "" },
            new[] { "exact", Format.Percent(results.Exact.Top1), Format.Points(0), "", Format.Percent(0, 1), "" },
        };
        rows.AddRange(
            results.OperatingPoints.Select(p =>
                new[]
                {
                    p.Name,
                    Format.Percent(p.Top1),
                    Format.Points(p.Loss),
                    Format.Points(p.LossInterval),
                    Format.Percent(p.Saving, 1),
                    string.Join(' ', p.Assignment.Values.Distinct().Order(StringComparer.Ordinal)),
                }
            )
        );
        Table(text, rows);
        Line(text, "");
        foreach (var p in results.LeftOut ?? [])
            Line(text, $"{p.Name} is left out: it collapsed ({Format.Percent(p.ValidationTop1)} of the validation images)");
        foreach (var baseline in results.Baselines ?? [])
            Line(
                text,
                $"{baseline.Name}, {(baseline.Retrained ? "trained, test split" : "recalibrated only, validation split")}: "
                    + string.Join(
                        ", ",
                        baseline.Points.Select(p =>
                            $"{Format.Percent(p.Top1 ?? p.ValidationTop1)} at {Format.Percent(p.Saving, 1)} saved"
                        )
                    )
            );
        if (CascadeFront.Recommended(results) is { Threshold: var t } cascade)
            Line(
                text,
                $"cascade: {CascadeSeries.Name(cascade)} ({Format.Percent(t.Unsure, 1)} of the images): "
                    + $"{Format.Percent(t.Top1)} at {Format.Percent(t.RelativePower, 1)} "
                    + $"{PowerText.Quantity("mean power", false, results.Cost)}; expected to be as accurate "
                    + $"as the best point"
            );
        var selection = results.Selection;
        Line(
            text,
            $"selection: exact {Format.Percent(selection.Exact.Objective)} mean "
                + $"{PowerText.Quantity("relative power", results)} "
                + $"({(selection.Exact.Proven ? "proven" : $"gap {Format.Percent(selection.Exact.Gap)}")}), repaired "
                + $"k-means {Format.Percent(selection.Kmeans.Repaired.Objective)}"
        );
        Line(
            text,
            $"parameters: {Format.Percent(results.ParameterOverhead.Fraction)} more than one point; saving counts "
                + $"multiplications only"
        );
        foreach (var energy in results.Energy ?? [])
            Line(
                text,
                $"energy of the whole accelerator, {energy.Dataflow} (modelled): saving "
                    + string.Join(", ", energy.Points.Select(p => $"{p.Name} {Format.Percent(p.AcceleratorSaving, 1)}"))
            );
        foreach (var cost in (results.Costs ?? []).Skip(1))
            Line(
                text,
                $"chosen by {PowerText.CostName(cost.Cost)} instead: "
                    + (
                        cost.Unreachable is { } why
                            ? $"nothing meets the targets ({why})"
                            : $"{string.Join(' ', cost.Multipliers)}; of the {PowerText.CostName(cost.Cost)} saves "
                                + string.Join(", ", cost.Points.Select(p => $"{p.Name} {Format.Percent(p.Saving, 1)}"))
                                + $", of the {PowerText.CostName(results.Cost)} "
                                + string.Join(", ", cost.Points.Select(p => Format.Percent(p.SavingByRunCost, 1)))
                    )
            );
        Line(text, $"time: {Format.Duration(results.Seconds.Values.Sum())} in {results.Seconds.Count} stages");
        foreach (var note in results.Note)
            Line(text, $"note: {note}");
        return text.ToString();
    }

    // Names to the left, numbers to the right, the last column ragged so that no line ends in blanks.
    private static void Table(StringBuilder text, List<string[]> rows)
    {
        var last = rows[0].Length - 1;
        var widths = Enumerable.Range(0, last).Select(c => rows.Max(r => r[c].Length)).ToArray();
        for (var r = 0; r < rows.Count; r++)
        {
            var cells = rows[r]
                .Select(
                    (cell, c) =>
                        c == 0 ? cell.PadRight(widths[0])
                        : c < last ? cell.PadLeft(widths[c])
                        : cell
                );
            Line(text, string.Join("  ", cells).TrimEnd());
            if (r == 0)
                Line(text, string.Join("  ", widths.Append(rows[0][^1].Length).Select(w => new string('-', w))));
        }
    }

    // Terminals rarely have the typographic spaces that the page uses.
    private static void Line(StringBuilder text, string line) =>
        text.Append(line.Replace('\u00A0', ' ').Replace('\u202F', ' ')).Append('\n');
}
