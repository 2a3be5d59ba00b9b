using System.Diagnostics.Metrics;
using System.Text;

namespace QosNets.Server.Metrics;

/// <summary>
/// Listens to the server's meter, to Kestrel's and to the runtime's, and writes their values for Prometheus. Small and of our
/// own, since OpenTelemetry's exporter is a beta release.
/// </summary>
internal sealed class PrometheusExporter : IDisposable
{
    private static readonly string[] Meters = [ServerMetrics.MeterName, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly MeterListener listener = new();
    private readonly SortedDictionary<string, InstrumentValues> instruments = new(StringComparer.Ordinal);

    /// <summary>Listens to the meters of a server.</summary>
    /// <param name="factory">The server's; of meters made elsewhere only those that belong to no factory are listened to.</param>
    public PrometheusExporter(IMeterFactory factory)
    {
        listener.InstrumentPublished = (instrument, listening) =>
        {
            var meter = instrument.Meter;
            if (!Meters.Contains(meter.Name) || (meter.Scope is not null && meter.Scope != factory))
                return;
            var values = new InstrumentValues(instrument);
            lock (instruments)
                instruments[values.Name] = values;
            listening.EnableMeasurementEvents(instrument, values);
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Take(value, tags, state));
        listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Take(value, tags, state));
        listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Take(value, tags, state));
        listener.Start();
    }

    /// <summary>All values now.</summary>
    public string Write()
    {
        listener.RecordObservableInstruments();
        var text = new StringBuilder();
        lock (instruments)
        {
            foreach (var values in instruments.Values)
                values.Write(text);
        }
        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private static void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((InstrumentValues)state!).Take(value, tags);
}
