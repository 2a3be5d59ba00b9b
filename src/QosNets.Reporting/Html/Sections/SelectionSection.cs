using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>The paper's selector beside the exact one.</summary>
internal static class SelectionSection
{
    /// <summary>Table of raw, repaired and exact choices.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            var selection = data.Results.Selection;
            var (raw, repaired, exact) = (selection.Kmeans, selection.Kmeans.Repaired, selection.Exact);
            Column[] columns =
            [
                new("Selector", false),
                new(PowerText.Heading("Mean relative power", data.Results)),
                new("Rows above tolerance"),
                new("Worst v"),
                new("Optimum", false),
                new("Multipliers", false),
            ];
            var rows = data.Layers.Count * data.Results.OperatingPoints.Count;
            m.Add(
                $"<p>The objective is the {PowerText.Quantity("mean relative power", data.Results)} of all points. "
                    + $"k-means looks only at the centroid of a cluster, "
                    + $"so its raw choice can be cheap by breaking tolerances: v is the error over the tolerance, and good "
                    + $"enough means at most 1.</p>"
            );
            m.Add(
                $"{HtmlTable.Draw(
            columns,
            [
                ["k-means, raw", Format.Percent(raw.Objective), $"{Format.Grouped(raw.ViolatingRows)} of "
                    + $"{Format.Grouped(rows)}", Format.Significant(raw.WorstV), "", Names(raw.Multipliers)],
                ["k-means, repaired", Format.Percent(repaired.Objective), "0", "at most 1", "", Names(repaired.Multipliers)],
                ["exact", Format.Percent(exact.Objective), "0", "at most 1", Proof(exact), Names(exact.Multipliers)],
            ], "wrap")}"
            );
            m.Add(
                $"<p>The exact search took {Format.Duration(exact.Seconds)} and {Format.Grouped(exact.Nodes)} nodes. Scales "
                    + $"of the tolerance, point by point: {string.Join(", ", selection.Scales.Select(Format.Significant))}.</p>"
            );
        });

    private static string Names(IReadOnlyList<string> names) => string.Join(", ", names);

    private static string Proof(ExactSelection exact) => exact.Proven ? "proven" : $"not proven, gap {Format.Percent(exact.Gap)}";
}
