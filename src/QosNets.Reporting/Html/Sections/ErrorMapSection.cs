using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>Error maps of the chosen multipliers.</summary>
internal static class ErrorMapSection
{
    /// <summary>A figure for each map.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            m.Add(
                $"<p>Product minus exact product for all operand pairs. Blue is too small, orange too large. The depth of "
                    + $"colour goes with the square root of the error, so that small errors show; each map has its own range.</p>"
            );
            m.Add($"""<div class="grid-of-figures">""");
            foreach (var map in data.ErrorMaps)
            {
                var wrong = map.Errors.Count(e => e != 0) / 65536.0;
                var power = PowerText.Of(map.PowerMilliwatt, data.Results.PowerIsEstimated);
                m.Add(
                    $"<figure><h3>{map.Name}</h3>{ErrorMapFigure.Draw(map)}<figcaption>{power}; errors "
                        + $"{Format.Grouped(map.Errors.Min())} to {Format.Grouped(map.Errors.Max())}, mean "
                        + $"{Format.Significant(map.Errors.Average())}; {Format.Percent(wrong, 1)} of the products are "
                        + $"wrong.</figcaption></figure>"
                );
            }
            m.Add($"</div>");
        });
}
