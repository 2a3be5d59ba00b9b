using QosNets.Reporting.Charts;
using QosNets.Reporting.Results;
using QosNets.Reporting.Text;

namespace QosNets.Reporting.Html;

/// <summary>How far the prediction can be trusted.</summary>
internal static class ErrorSection
{
    /// <summary>Scatter, correlation and worst disagreement.</summary>
    public static Markup Draw(ReportData data) =>
        Markup.Of(m =>
        {
            var agreement = ErrorAgreement.Of(data.Errors);
            if (agreement.Worst is { } worst)
            {
                var correlation = double.IsNaN(agreement.Correlation) ? "not defined" : Format.Fixed(agreement.Correlation, 4);
                m.Add(
                    $"<p>Correlation of the logarithms: <strong>{correlation}</strong> over "
                        + $"{Format.Grouped(agreement.Pairs.Count)} pairs. Worst disagreement: "
                        + $"<strong>{data.Errors.Multipliers[worst.Multiplier]}</strong> in "
                        + $"<strong>{data.Layers[worst.Layer].Name}</strong>, measured "
                        + $"{Format.Significant(worst.Measured)} against predicted "
                        + $"{Format.Significant(worst.Predicted)}, a factor of "
                        + $"{Format.Significant(worst.Ratio)}.</p>"
                );
            }
            var left = (data.Errors.Layers * data.Errors.Multipliers.Count) - agreement.Pairs.Count;
            m.Add(
                $"<figure>{ErrorScatter.Draw(data, agreement)}<figcaption>Standard deviation of the accumulated error, one "
                    + $"marker for each pair of layer and multiplier, in accumulator units; the dashed line is perfect "
                    + $"prediction. {Format.Grouped(left)} pairs without an error, such as those of the exact multiplier, "
                    + $"have no place on these axes.</figcaption></figure>"
            );
        });
}
