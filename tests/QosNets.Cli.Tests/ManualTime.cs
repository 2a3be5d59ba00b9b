namespace QosNets.Cli.Tests;

/// <summary>Time that passes when a test says so, and calls the timers that are due then.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<Due> timers = [];
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Due(() => callback(state)) { At = ticks + dueTime.Ticks };
        timers.Add(timer);
        return timer;
    }

    public void Pass(double seconds)
    {
        ticks += TimeSpan.FromSeconds(seconds).Ticks;
        foreach (var timer in timers.Where(t => t.At <= ticks).ToList())
        {
            timers.Remove(timer);
            timer.Call();
        }
    }

    private sealed class Due(Action call) : ITimer
    {
        private bool disposed;

        public long At { get; init; }

        public void Call()
        {
            if (!disposed)
                call();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose() => disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
