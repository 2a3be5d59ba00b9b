using System.Diagnostics.Metrics;
using QosNets.Server.Batching;
using QosNets.Server.Protocol;

namespace QosNets.Server.Metrics;

/// <summary>What the server counts and measures, as instruments of the meter <see cref="MeterName"/>.</summary>
internal sealed class ServerMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "QosNets.Server";

    private static readonly double[] Seconds = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
    private static readonly double[] Images = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    private readonly Counter<long> requests;
    private readonly Counter<long> images;
    private readonly Counter<double> energy;
    private readonly Counter<long> switches;
    private readonly Counter<long> shadows;
    private readonly Counter<long> asked;
    private readonly Counter<long> unsure;
    private readonly Counter<long> again;
    private readonly Histogram<double> duration;
    private readonly Histogram<double> waiting;
    private readonly Histogram<double> running;
    private readonly Histogram<double> batch;
    private readonly Meter meter;

    /// <summary>Makes the instruments.</summary>
    public ServerMetrics(IMeterFactory factory)
    {
        meter = factory.Create(MeterName);
        requests = meter.CreateCounter<long>(
            "qosnets.requests",
            "{request}",
            "Inference requests, by the status of their answers."
        );
        images = meter.CreateCounter<long>("qosnets.images", "{image}", "Images classified, by operating point.");
        energy = meter.CreateCounter<double>(
            "qosnets.relative_energy",
            "{image}",
            "Sum of the relative power of all runs of an image; divided by the images it is the mean power."
        );
        switches = meter.CreateCounter<long>(
            "qosnets.switches",
            "{switch}",
            "Changes of the operating point between one batch and the next."
        );
        shadows = meter.CreateCounter<long>(
            "qosnets.shadows",
            "{image}",
            "Images that ran at the most accurate point too, to compare."
        );
        asked = Cascade("qosnets.cascade.images", "Images that ran at the first of two points of a cascade, by pair.");
        unsure = Cascade("qosnets.cascade.unsure", "Those of them that it was unsure of; divided by the images, their share.");
        again = Cascade(
            "qosnets.cascade.again",
            "Those that ran at the second point: all unsure ones that the budget had room for."
        );
        duration = Histogram("qosnets.request.duration", "s", "Time from a request's headers to its answer.", Seconds);
        waiting = Histogram("qosnets.queue.duration", "s", "Time that the first request of a batch waited.", Seconds);
        running = Histogram("qosnets.batch.duration", "s", "Time that a batch ran.", Seconds);
        batch = Histogram("qosnets.batch.images", "{image}", "Images of a batch.", Images);
    }

    /// <summary>Adds what is read when metrics are asked for.</summary>
    /// <param name="queued">Images that wait.</param>
    /// <param name="active">Requests being read or answered.</param>
    /// <param name="budget">Mean relative power that is permitted.</param>
    /// <param name="points">For each point its name, its relative power, and 1 when it is the current one, else 0.</param>
    public void Observe(
        Func<int> queued,
        Func<int> active,
        Func<double> budget,
        Func<IEnumerable<(string Point, double Power, int Current)>> points
    )
    {
        meter.CreateObservableGauge("qosnets.queue.images", queued, "{image}", "Images that wait for a batch.");
        meter.CreateObservableGauge("qosnets.requests.active", active, "{request}", "Requests being read or answered.");
        meter.CreateObservableGauge("qosnets.budget", budget, "1", "Mean relative power that is permitted.");
        meter.CreateObservableGauge(
            "qosnets.point.power",
            () => points().Select(p => new Measurement<double>(p.Power, Point(p.Point))),
            "1",
            "Relative power of each operating point."
        );
        meter.CreateObservableGauge(
            "qosnets.point.current",
            () => points().Select(p => new Measurement<int>(p.Current, Point(p.Point))),
            "1",
            "1 for the current operating point, 0 for the others."
        );
    }

    /// <summary>A request was answered.</summary>
    public void Answered(int status, TimeSpan time)
    {
        requests.Add(1, new KeyValuePair<string, object?>("status", status));
        duration.Record(time.TotalSeconds);
    }

    /// <summary>A batch has run.</summary>
    /// <param name="measure">Its figures.</param>
    /// <param name="points">Name and relative power of each operating point.</param>
    public void Ran(in BatchMeasure measure, IReadOnlyList<PointDocument> points)
    {
        for (var p = 0; p < points.Count; p++)
        {
            if (measure.Answered[p] > 0)
                images.Add(measure.Answered[p], Point(points[p].Name));
            if (measure.Run.Runs[p] > 0)
                energy.Add(measure.Run.Runs[p] * points[p].Power);
        }
        foreach (var stage in measure.Run.Stages)
        {
            var pair = new KeyValuePair<string, object?>("pair", $"{points[stage.First].Name}>{points[stage.Second].Name}");
            asked.Add(stage.Images, pair);
            unsure.Add(stage.Unsure, pair);
            again.Add(stage.Again, pair);
        }
        waiting.Record(measure.Waited.TotalSeconds);
        running.Record(measure.Duration.TotalSeconds);
        batch.Record(measure.Images);
    }

    /// <summary>One image ran at another point too, only to compare.</summary>
    /// <param name="power">Relative power of that point.</param>
    public void Shadowed(double power)
    {
        shadows.Add(1);
        energy.Add(power);
    }

    /// <summary>The operating point changed.</summary>
    public void Switched() => switches.Add(1);

    private Counter<long> Cascade(string name, string description) => meter.CreateCounter<long>(name, "{image}", description);

    private static KeyValuePair<string, object?> Point(string name) => new("point", name);

    private Histogram<double> Histogram(string name, string unit, string description, double[] bounds) =>
        meter.CreateHistogram(
            name,
            unit,
            description,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = bounds }
        );
}
