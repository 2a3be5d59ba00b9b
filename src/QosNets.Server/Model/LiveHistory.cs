using QosNets.Server.Batching;
using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>What happened in each of the last seconds, for the live page.</summary>
/// <param name="clock">The time.</param>
/// <param name="points">Relative power and accuracy, if known, of each operating point.</param>
internal sealed class LiveHistory(TimeProvider clock, IReadOnlyList<(double Power, double? Accuracy)> points)
{
    /// <summary>Seconds that are kept.</summary>
    public const int Length = 300;

    private readonly object gate = new();
    private double? last;
    private readonly Second[] ring = [.. Enumerable.Range(0, Length).Select(_ => new Second(points.Count))];

    /// <summary>A batch has run.</summary>
    public void Ran(in BatchMeasure measure)
    {
        lock (gate)
        {
            var second = Current();
            second.Images += measure.Images;
            for (var p = 0; p < points.Count; p++)
            {
                second.Points[p] += measure.Answered[p];
                second.Power += measure.Run.Runs[p] * points[p].Power;
            }
            foreach (var stage in measure.Run.Stages)
            {
                second.Asked += stage.Images;
                second.Unsure += stage.Unsure;
            }
            // One batch without a known accuracy makes that of the second unknown.
            second.Accuracy += measure.Images * (measure.Run.Accuracy ?? double.NaN);
        }
    }

    /// <summary>An image ran at a point only to compare: it costs power and answers nobody.</summary>
    public void Shadowed(int point)
    {
        lock (gate)
            Current().Power += points[point].Power;
    }

    /// <summary>A request was answered.</summary>
    public void Answered(TimeSpan latency)
    {
        lock (gate)
            Current().Latency.Add(latency);
    }

    /// <summary>The budget is now this; null when the point is fixed.</summary>
    public void Budget(double? budget)
    {
        lock (gate)
        {
            Current().Budget = budget;
            last = budget;
        }
    }

    /// <summary>The seconds after a time, oldest first, the one that is not over left out.</summary>
    /// <param name="after">Seconds since 1970.</param>
    public List<LiveSecond> After(long after)
    {
        lock (gate)
        {
            var now = Current().Time;
            var first = Math.Max(after + 1, now - Length + 1);
            var (list, budget) = (new List<LiveSecond>(), (double?)null);
            for (var time = first; time < now; time++)
            {
                var second = ring[time % Length];
                // In a second in which nothing happened the budget was that of the second before.
                budget = second.Time == time ? second.Budget : budget;
                list.Add(
                    second.Time == time ? second.Report() : new LiveSecond(time, budget, 0, null, null, null, null, null, null)
                );
            }
            return list;
        }
    }

    private Second Current()
    {
        var time = clock.GetUtcNow().ToUnixTimeSeconds();
        var second = ring[time % Length];
        if (second.Time != time)
            second.Begin(time, last);
        return second;
    }

    private sealed class Second(int points)
    {
        public long Time { get; private set; }

        public double? Budget { get; set; }

        public int Images { get; set; }

        public int[] Points { get; } = new int[points];

        public int Asked { get; set; }

        public int Unsure { get; set; }

        public double Power { get; set; }

        public double Accuracy { get; set; }

        public LatencyHistogram Latency { get; } = new();

        public void Begin(long time, double? budget)
        {
            (Time, Budget, Images, Power, Accuracy, Asked, Unsure) = (time, budget, 0, 0, 0, 0, 0);
            Array.Clear(Points);
            Latency.Clear();
        }

        public LiveSecond Report() =>
            new(
                Time,
                Budget,
                Images,
                [.. Points],
                Images == 0 ? null : Power / Images,
                Images == 0 || double.IsNaN(Accuracy) ? null : Accuracy / Images,
                Latency.Quantile(0.5),
                Latency.Quantile(0.99),
                Asked == 0 ? null : Unsure / (double)Asked
            );
    }
}
