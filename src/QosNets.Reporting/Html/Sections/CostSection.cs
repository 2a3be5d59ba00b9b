using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>What the figures of saving do not hold.</summary>
internal static class CostSection
{
    /// <summary>Corrections and parameters.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            var overhead = data.Results.ParameterOverhead;
            m.Add(
                $"<p>{PowerText.Heading("Relative power", data.Results)} counts the multiplications of all layers, as the "
                    + $"papers do. Memory, accumulators, data "
                    + $"movement and control are not in it, nor is the activation-side correction below.</p>"
            );
            m.Add(
                $"{HtmlTable.Draw(
            [new("Point", false), new("Correction additions per multiplication"), new("Multiplications per correction addition")],
            data.Results.OperatingPoints.Select(p => (IReadOnlyList<Cell>)
            [
                p.Name,
                p.CorrectionAdditionsPerMultiplication is > 0 and var added ? Format.Significant(added) : "none",
                p.CorrectionAdditionsPerMultiplication is > 0 and var perAddition ? Format.Significant(1 / perAddition) : "–",
            ]))}"
            );
            m.Add(
                $"<p>The operating points share all weights. Together they add {Format.Grouped(overhead.ExtraParameters)} "
                    + $"parameters (scales, offsets and biases) to the {Format.Grouped(overhead.BaseParameters)} of the "
                    + $"single-point network, <strong>{Format.Percent(overhead.Fraction)}</strong>, and "
                    + $"{Format.Grouped(overhead.ExtraStatistics)} running statistics.</p>"
            );
            m.Add($"{EnergySection.Draw(data.Results)}");
            m.Add($"{CostColumnSection.Draw(data.Results)}");
        });
}
