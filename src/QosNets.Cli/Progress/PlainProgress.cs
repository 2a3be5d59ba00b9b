using System.Globalization;
using QosNets.Cli.Output;

namespace QosNets.Cli.Progress;

/// <summary>Progress as lines, for logs and pipes: at most one every 5 s, besides those that are worth keeping.</summary>
internal sealed class PlainProgress(TextWriter output, TimeProvider time) : ProgressDisplay
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private readonly Lock gate = new();
    private readonly StageClock clock = new(time);
    private string place = "";
    private string stage = "";
    private double fraction;
    private long lastLine = time.GetTimestamp();

    /// <inheritdoc/>
    public override T Watch<T>(Func<T> work) => work();

    /// <inheritdoc/>
    public override void Started(string stage, int index, int count)
    {
        lock (gate)
        {
            place = $"[{index + 1}/{count}] ";
            this.stage = stage;
            fraction = 0;
            clock.Start();
        }
    }

    /// <inheritdoc/>
    public override void At(double fraction, string detail)
    {
        lock (gate)
        {
            this.fraction = fraction;
            var left = clock.Left(fraction);
            if (time.GetElapsedTime(lastLine) >= Interval)
                Line($"{Titled(detail)} ({State(left)})");
        }
    }

    /// <inheritdoc/>
    public override void Note(string line)
    {
        lock (gate)
            Line(stage.Length == 0 ? line : $"{Titled(line)} ({State(clock.Left(fraction))})");
    }

    /// <inheritdoc/>
    public override void Finished(string stage, TimeSpan elapsed, bool reused)
    {
        lock (gate)
            Line($"{place}{stage}: {(reused ? "found done, it took" : "done in")} {Durations.Text(elapsed)}");
    }

    // Lines that name their stage themselves are not given its name a second time.
    private string Titled(string line) =>
        line.StartsWith(stage, StringComparison.Ordinal) ? place + line : $"{place}{stage}: {line}";

    private string State(TimeSpan? left)
    {
        var percent = string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(100 * fraction):0} %");
        return left is { } time ? $"{percent}, {Durations.Text(time)} left" : percent;
    }

    private void Line(string line)
    {
        output.WriteLine(line);
        output.Flush();
        lastLine = time.GetTimestamp();
    }
}
