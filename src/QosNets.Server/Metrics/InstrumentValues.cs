using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace QosNets.Server.Metrics;

/// <summary>What one instrument has measured, by labels, and how Prometheus reads it.</summary>
internal sealed class InstrumentValues
{
    // More sets of labels than the server's own instruments can have; a meter from elsewhere must not fill the memory.
    private const int MaxSeries = 200;

    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly object gate = new();
    private readonly List<Series> series = [];
    private readonly Instrument instrument;
    private readonly string kind;
    private readonly bool totals;
    private readonly IReadOnlyList<double>? bounds;

    /// <summary>For an instrument.</summary>
    public InstrumentValues(Instrument instrument)
    {
        this.instrument = instrument;
        var type = instrument.GetType().Name;
        // Observable counters report their total, other counters and up-down counters what is to be added.
        (kind, totals) = type switch
        {
            _ when type.StartsWith("Histogram", StringComparison.Ordinal) => ("histogram", false),
            _ when type.StartsWith("Counter", StringComparison.Ordinal) => ("counter", false),
            _ when type.StartsWith("ObservableCounter", StringComparison.Ordinal) => ("counter", true),
            _ when type.StartsWith("UpDownCounter", StringComparison.Ordinal) => ("gauge", false),
            _ => ("gauge", true),
        };
        if (kind == "histogram")
            bounds = (instrument as Instrument<double>)?.Advice?.HistogramBucketBoundaries ?? DefaultBounds;
        Name = PrometheusText.MetricName(instrument.Name, instrument.Unit, kind == "counter");
    }

    /// <summary>The metric's name.</summary>
    public string Name { get; }

    /// <summary>Takes a measurement.</summary>
    public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (gate)
        {
            if (Find(tags) is not { } target)
                return;
            if (bounds is not null)
                target.Record(value);
            else if (totals)
                target.Set(value);
            else
                target.Add(value);
        }
    }

    /// <summary>Writes help, type and values.</summary>
    public void Write(StringBuilder text)
    {
        lock (gate)
        {
            if (series.Count == 0)
                return;
            text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {PrometheusText.Help(instrument.Description ?? "")}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {Name} {kind}\n");
            foreach (var one in series)
            {
                if (bounds is null)
                    PrometheusText.Line(text, Name, one.Labels, one.Value);
                else
                    PrometheusText.Histogram(text, Name, one, bounds);
            }
        }
    }

    private Series? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var one in series)
        {
            if (Same(one.Tags, tags))
                return one;
        }
        if (series.Count == MaxSeries)
            return null;
        var added = new Series(PrometheusText.Labels(tags), bounds) { Tags = tags.ToArray() };
        series.Add(added);
        return added;
    }

    private static bool Same(KeyValuePair<string, object?>[] left, ReadOnlySpan<KeyValuePair<string, object?>> right)
    {
        if (left.Length != right.Length)
            return false;
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i].Key != right[i].Key || !Equals(left[i].Value, right[i].Value))
                return false;
        }
        return true;
    }
}
