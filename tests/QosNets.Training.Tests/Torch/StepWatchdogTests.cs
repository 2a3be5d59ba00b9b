using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Torch;

public class StepWatchdogTests
{
    private readonly List<string> said = [];
    private readonly StoppedTime time = new();

    private StepWatchdog After(int steps, double seconds)
    {
        var watchdog = new StepWatchdog(time, said.Add);
        for (var i = 0; i < steps; i++)
        {
            watchdog.Begin("an earlier step");
            time.Pass(seconds);
            watchdog.End();
        }
        return watchdog;
    }

    [Fact]
    public void A_step_that_takes_a_hundred_times_the_usual_is_named_once()
    {
        using var watchdog = After(StepWatchdog.Known, 0.25);
        watchdog.Begin("step 6 of epoch 2 of baseline");
        time.Pass(24.9);
        watchdog.Look();
        Assert.Empty(said);
        time.Pass(0.2);
        watchdog.Look();
        watchdog.Look();
        Assert.StartsWith("step 6 of epoch 2 of baseline has taken 25 s, 100 times the usual 0.250 s", Assert.Single(said));
        watchdog.End();
        // The long step does not count as usual.
        watchdog.Begin("step 7");
        time.Pass(26);
        watchdog.Look();
        Assert.Equal(2, said.Count);
    }

    [Fact]
    public void Short_steps_may_wait_ten_seconds_for_the_machine()
    {
        using var watchdog = After(100, 0.001);
        watchdog.Begin("a step");
        time.Pass(9.9);
        watchdog.Look();
        Assert.Empty(said);
        time.Pass(0.2);
        watchdog.Look();
        Assert.Single(said);
    }

    [Fact]
    public void Nothing_is_said_before_the_usual_is_known_and_between_steps()
    {
        using (var watchdog = After(StepWatchdog.Known - 1, 0.01))
        {
            watchdog.Begin("an early step");
            time.Pass(1000);
            watchdog.Look();
            watchdog.End();
            time.Pass(100_000);
            watchdog.Look();
        }
        Assert.Empty(said);
    }

    private sealed class StoppedTime : TimeProvider
    {
        private long ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public void Pass(double seconds) => ticks += TimeSpan.FromSeconds(seconds).Ticks;
    }
}
