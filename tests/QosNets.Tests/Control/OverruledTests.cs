using QosNets.Control;
using QosNets.Simulation;
using Xunit;

namespace QosNets.Tests.Control;

/// <summary>Frames that ran at another's choice are part of what a governor knows.</summary>
public class OverruledTests
{
    [Theory]
    [InlineData(0.0)]
    [InlineData(0.004)]
    public void Fixed_and_free_in_turn_a_window_is_above_only_where_the_cheapest_could_not_have_kept_it(double switchEnergy)
    {
        var windows = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var knob = Knobs.Random(random);
            var options = new GovernorOptions { SwitchEnergy = switchEnergy };
            var governor = new InterpolatingGovernor(knob, options);
            var (bottom, top) = (knob.Settings.Min(s => s.Cost), knob.Settings.Max(s => s.Cost));
            var low = bottom + options.Reserve * (top - bottom) + 2 * switchEnergy / Violations.Window;
            var (budgets, powers, least) = (new double[600], new double[600], new double[600]);
            var fixedFrames = new bool[600];
            var (current, point, until) = (knob.Cheapest, -1, 0);
            var runs = new int[knob.Settings.Count];
            for (var t = 0; t < budgets.Length; t++)
            {
                if (t == until)
                    (point, until) = (random.Next(-2, knob.Settings.Count), t + random.Next(1, 50));
                budgets[t] = low + (1.2 * top - low) * random.NextDouble();
                var now = new Observation(t, budgets[t], current);
                var setting = point < 0 ? governor.Decide(now).Setting : point;
                powers[t] = knob.Settings[setting].Cost + (setting == current ? 0 : switchEnergy);
                fixedFrames[t] = point >= 0;
                if (point >= 0)
                {
                    Array.Clear(runs);
                    runs[point] = 1;
                    governor.Enter(now, runs, setting == current ? 0 : 1);
                }
                // What the governor could have done at best: the cheapest, after one switch to it.
                var free = knob.Cheapest == current ? bottom : bottom + switchEnergy;
                least[t] = point >= 0 ? powers[t] : Math.Min(free, powers[t]);
                current = setting;
            }
            for (var end = Violations.Window; end <= budgets.Length; end++)
            {
                var window = (end - Violations.Window)..end;
                var (budget, power) = (budgets[window].Sum(), powers[window].Sum());
                // No governor foresees that a point will be fixed, so this is about what it does afterwards.
                var fixedFirst = fixedFrames[window].TakeWhile(f => f).Count() == fixedFrames[window].Count(f => f);
                if (power <= budget + 1e-9 || !fixedFirst)
                    continue;
                windows++;
                // A switch back after the last fixed frame is the governor's own, and one that a fixed frame takes is not.
                Assert.True(
                    least[window].Sum() + 2 * switchEnergy > budget,
                    $"seed {seed}, window to {end}: {power} of {budget}"
                );
            }
        }
        // Dear points were fixed under low budgets, so there are windows that nobody could keep.
        Assert.True(windows > 100, $"{windows}");
    }

    [Fact]
    public void After_a_dear_point_was_fixed_every_governor_that_keeps_windows_saves_what_it_spent()
    {
        foreach (var name in new[] { "interpolating", "predictive", "adaptive" })
        {
            var governor = Governors.Create(name, Knobs.Three, new GovernorOptions { SwitchEnergy = 0 });
            var current = Knobs.Three.Cheapest;
            for (var t = 0; t < 200; t++)
                current = governor.Decide(new Observation(t, 0.2, current)).Setting;
            governor.Enter(new Observation(200, 0.2, current) { Frames = 20 }, [20, 0, 0], 1);
            // 20 frames spent 20·0.08 more than granted; 12 at the cheapest save 12·0.09 of it, so no window can be kept earlier.
            current = 0;
            for (var t = 220; t < 232; t++)
            {
                current = governor.Decide(new Observation(t, 0.2, current)).Setting;
                Assert.Equal((name, t, 2), (name, t, current));
            }
        }
    }

    [Fact]
    public void A_switch_by_hand_begins_the_dwell_time_of_the_threshold_governor()
    {
        var governor = new ThresholdGovernor(Knobs.Three, new GovernorOptions { Dwell = 8 });
        var current = governor.Decide(new Observation(0, 0.3, Knobs.Three.Cheapest)).Setting;
        for (var t = 1; t < 20; t++)
            current = governor.Decide(new Observation(t, 0.3, current)).Setting;
        governor.Enter(new Observation(20, 0.3, current) { Frames = 3 }, [0, 0, 3], 1);
        current = 2;
        for (var t = 23; t < 28; t++)
            Assert.Equal((t, 2), (t, current = governor.Decide(new Observation(t, 0.3, current)).Setting));
        Assert.Equal(0, governor.Decide(new Observation(28, 0.3, current)).Setting);
    }

    [Fact]
    public void Readings_over_fixed_frames_teach_the_adaptive_governor_no_wrong_cost()
    {
        var governor = new AdaptiveGovernor(Knobs.Three, new GovernorOptions { SwitchEnergy = 0.01 });
        var current = Knobs.Three.Cheapest;
        for (var reading = 0; reading < 50; reading++)
        {
            governor.Enter(new Observation(16 * reading, 0.2, current) { Frames = 16 }, [10, 0, 6], 2);
            governor.Measure(new PowerReading(16, (10 * 0.28 + 6 * 0.11 + 2 * 0.01) / 16));
        }
        Assert.Equal(0.28, governor.CostOf(0), 1e-12);
        Assert.Equal(0.11, governor.CostOf(2), 1e-12);
    }
}
