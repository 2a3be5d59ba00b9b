using System.Globalization;
using System.Text;

namespace QosNets.Server.Metrics;

/// <summary>
/// The text format of Prometheus, version 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/), with names
/// made from those of OpenTelemetry as its specification says: units as suffixes, <c>_total</c> for counters.
/// </summary>
internal static class PrometheusText
{
    /// <summary>The format's media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string MetricName(string name, string? unit, bool counter)
    {
        var text = new StringBuilder(name.Length + 16);
        foreach (var c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.EndsWith(suffix, StringComparison.Ordinal))
            text.Append(suffix);
        return text.Append(counter ? "_total" : "").ToString();
    }

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in tags)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(MetricName(key, null, false))
                .Append("=\"")
                .Append(
                    Convert
                        .ToString(value, CultureInfo.InvariantCulture)!
                        .Replace("\\", "\\\\")
                        .Replace("\"", "\\\"")
                        .Replace("\n", "\\n")
                )
                .Append('"');
        }
        return text.ToString();
    }

    public static string Help(string text) => text.Replace("\\", "\\\\").Replace("\n", "\\n");

    public static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
            text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    /// <summary>Buckets are cumulative in this format.</summary>
    public static void Histogram(StringBuilder text, string name, Series series, IReadOnlyList<double> bounds)
    {
        var prefix = series.Labels.Length > 0 ? series.Labels + "," : "";
        var count = 0L;
        for (var i = 0; i <= bounds.Count; i++)
        {
            count += series.Buckets[i];
            Line(text, name + "_bucket", $"{prefix}le=\"{(i < bounds.Count ? Number(bounds[i]) : "+Inf")}\"", count);
        }
        Line(text, name + "_sum", series.Labels, series.Value);
        Line(text, name + "_count", series.Labels, count);
    }

    private static string Number(double value) =>
        value switch
        {
            double.PositiveInfinity => "+Inf",
            double.NegativeInfinity => "-Inf",
            _ => value.ToString("R", CultureInfo.InvariantCulture),
        };
}
