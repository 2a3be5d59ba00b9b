using QosNets.Measurement;
using Xunit;

namespace QosNets.Tests.Measurement;

public class InterleavedRoundsTests
{
    private readonly CountedTime time = new();

    [Fact]
    public void Ratios_hold_on_a_machine_that_slows_down()
    {
        var pace = 1.0;
        void Slow() => time.Pass(0.03 * pace);
        void Fast()
        {
            time.Pass(0.01 * pace);
            pace *= 1.1;
        }
        var times = InterleavedRounds.Measure([Slow, Fast], new RoundOptions(Seconds: 10) { Time = time });
        Assert.True(times.Rounds >= 5);
        Assert.Equal(3, times.Speedup(0, 1), precision: 4);
        Assert.Equal(1, times.Speedup(0, 0));
    }

    [Fact]
    public void One_disturbed_round_changes_no_median()
    {
        var calls = 0;
        void Disturbed() => time.Pass(++calls == 9 ? 50 : 0.02);
        var times = InterleavedRounds.Measure(
            [Disturbed, () => time.Pass(0.01)],
            new RoundOptions(Seconds: 0.001, LeastRounds: 11) { Time = time }
        );
        Assert.Equal(11, times.Rounds);
        Assert.Equal(0.02, times.Median(0), precision: 9);
        Assert.Equal(0.5, times.Speedup(1, 0), precision: 6);
    }

    [Fact]
    public void What_takes_little_time_is_repeated_and_the_time_is_that_of_one_call()
    {
        var calls = 0;
        void Brief()
        {
            calls++;
            time.Pass(0.001);
        }
        var times = InterleavedRounds.Measure(
            [Brief],
            new RoundOptions(Seconds: 0.001, LeastRounds: 2, SampleSeconds: 0.1) { Time = time }
        );
        Assert.Equal(0.001, times.Median(0), precision: 9);
        Assert.InRange(calls, 200, 210);
    }

    [Fact]
    public void Progress_goes_from_0_to_1()
    {
        var heard = new List<double>();
        InterleavedRounds.Measure([() => time.Pass(0.1)], new RoundOptions(Seconds: 1) { Time = time }, heard.Add);
        Assert.Equal(heard.Order(), heard);
        Assert.InRange(heard[0], 0.01, 0.3);
        Assert.Equal(1, heard[^1]);
    }

    [Fact]
    public void A_stop_takes_effect_before_the_next_call()
    {
        using var stop = new CancellationTokenSource();
        var calls = 0;
        void Call()
        {
            time.Pass(0.01);
            if (++calls == 7)
                stop.Cancel();
        }
        Assert.Throws<OperationCanceledException>(() =>
            InterleavedRounds.Measure([Call], new RoundOptions { Time = time }, cancel: stop.Token)
        );
        Assert.Equal(7, calls);
    }

    [Theory]
    [InlineData(new[] { 3.0, 1, 2 }, 2)]
    [InlineData(new[] { 4.0, 1, 2, 3 }, 2.5)]
    public void A_median_is_the_middle(double[] values, double median) => Assert.Equal(median, RoundTimes.MedianOf(values));

    /// <summary>Time that passes when a test says so.</summary>
    private sealed class CountedTime : TimeProvider
    {
        private double seconds;

        public override long TimestampFrequency => 1_000_000_000;

        public override long GetTimestamp() => (long)Math.Round(seconds * TimestampFrequency);

        public void Pass(double more) => seconds += more;
    }
}
