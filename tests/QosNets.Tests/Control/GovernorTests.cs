using QosNets.Control;
using Xunit;

namespace QosNets.Tests.Control;

public class GovernorTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(50)]
    public void Threshold_never_switches_before_its_dwell_time_is_over(int dwell)
    {
        var random = new Random(3);
        var governor = new ThresholdGovernor(Knobs.Three, new GovernorOptions { Dwell = dwell });
        var (last, since, switches) = (Knobs.Three.Cheapest, int.MaxValue, 0);
        for (var t = 0; t < 5000; t++)
        {
            var setting = governor.Decide(new Observation(t, 0.4 * random.NextDouble(), last)).Setting;
            if (setting != last)
            {
                Assert.True(since >= dwell, $"frame {t}: {since} frames after the last switch");
                (last, since, switches) = (setting, 0, switches + 1);
            }
            if (since < int.MaxValue)
                since++;
        }
        Assert.True(switches > 10);
    }

    [Fact]
    public void Threshold_takes_a_dearer_setting_only_beyond_the_hysteresis_and_keeps_it_down_to_its_cost()
    {
        var governor = new ThresholdGovernor(Knobs.Three, new GovernorOptions { Dwell = 1, Hysteresis = 0.1 });
        var current = Knobs.Three.Cheapest;
        string At(double budget) =>
            Knobs.Three.Settings[current = governor.Decide(new Observation(0, budget, current)).Setting].Name;
        Assert.Equal("low", At(0.21));
        Assert.Equal("middle", At(0.221));
        Assert.Equal("middle", At(0.20));
        Assert.Equal("middle", At(0.30));
        Assert.Equal("high", At(0.309));
        Assert.Equal("high", At(0.28));
        Assert.Equal("middle", At(0.279));
        Assert.Equal("low", At(0.05));
    }

    [Fact]
    public void Settings_that_others_beat_are_not_run()
    {
        var knob = new Knob("k", [new("a", 0.1, 0.8), new("worse", 0.2, 0.7), new("b", 0.3, 0.9)]);
        foreach (var name in Governors.For(knob))
        {
            var governor = Governors.Create(name, knob);
            for (var (t, current) = (0, knob.Cheapest); t < 500; t++)
                Assert.NotEqual(1, current = governor.Decide(new Observation(t, 0.25, current)).Setting);
        }
    }

    [Fact]
    public void Deciding_allocates_nothing()
    {
        foreach (var name in Governors.Names)
        {
            var governor = Governors.Create(name, Knobs.Three);
            Decide(governor, 0, 2000);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Decide(governor, 2000, 4000);
            Assert.Equal((name, 0L), (name, GC.GetAllocatedBytesForCurrentThread() - before));
        }

        static void Decide(IGovernor governor, int from, int to)
        {
            for (var (t, current) = (from, Knobs.Three.Cheapest); t < to; t++)
            {
                var decision = governor.Decide(
                    new Observation(t, 0.2 + 0.1 * Math.Sin(t / 50.0), current) { Charge = 100, Capacity = 200 }
                );
                governor.Ran(decision, [t % 16 / 16f], 0);
                current = decision.Setting;
            }
        }
    }

    [Theory]
    [InlineData(-0.1, 1, 0)]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(0.2, 0, 0)]
    [InlineData(0.2, 1, -1)]
    [InlineData(0.2, 1, 3)]
    public void Observations_that_mean_nothing_are_refused(double budget, int frames, int current)
    {
        foreach (var name in Governors.Names)
            Assert.Throws<ArgumentOutOfRangeException>(() =>
                Governors.Create(name, Knobs.Three).Decide(new Observation(0, budget, current) { Frames = frames })
            );
    }

    [Fact]
    public void Knobs_options_and_names_out_of_range_are_refused_with_the_value()
    {
        Assert.Contains("no settings", Assert.Throws<ControlException>(() => new Knob("k", [])).Message);
        Assert.Contains("is 0;", Assert.Throws<ControlException>(() => new Knob("k", [new("a", 0, 0.5)])).Message);
        Assert.Contains("1.5", Assert.Throws<ControlException>(() => new Knob("k", [new("a", 1, 1.5)])).Message);
        Assert.Contains(
            "two settings a",
            Assert.Throws<ControlException>(() => new Knob("k", [new("a", 1, 0.5), new("a", 2, 0.6)])).Message
        );
        Assert.Contains(
            "-1",
            Assert
                .Throws<ControlException>(() =>
                    Governors.Create("threshold", Knobs.Three, new GovernorOptions { SwitchEnergy = -1 })
                )
                .Message
        );
        Assert.Contains("interpolating", Assert.Throws<ControlException>(() => Governors.Create("pid", Knobs.Three)).Message);
    }
}
