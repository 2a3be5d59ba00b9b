using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>How much noise every layer bears.</summary>
internal static class ToleranceSection
{
    /// <summary>A bar for every layer, with the facts of the layer.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            var largest = Math.Max(data.Layers.Max(l => Math.Abs(l.Sigma)), 1e-12);
            Column[] columns =
            [
                new("Layer", false),
                new("σ"),
                new("Tolerance τ"),
                new("Accumulator deviation"),
                new("Multiplications"),
                new("Fan-in K"),
                new("Zero point"),
            ];
            m.Add(
                $"<p>σ is the noise that a layer bears, relative to the standard deviation of its centred "
                    + $"accumulator; τ is the same in accumulator units. The scale of a point multiplies it.</p>"
            );
            m.Add(
                $"{HtmlTable.Draw(
            columns,
            data.Layers.Select(l => (IReadOnlyList<Cell>)
            [
                l.Name,
                HtmlTable.Bar(Math.Abs(l.Sigma) / largest, Format.Significant(l.Sigma)),
                Format.Significant(l.Tolerance),
                Format.Significant(l.AccumulatorDeviation),
                Format.Grouped(l.Multiplications),
                Format.Grouped(l.FanIn),
                Format.Grouped(l.ActivationZeroPoint),
            ]))}"
            );
        });
}
