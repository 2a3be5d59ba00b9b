using QosNets.Control;
using QosNets.Simulation;
using Xunit;

namespace QosNets.Tests.Control;

public class InterpolatingTests
{
    [Fact]
    public void Without_guard_every_window_meets_the_budget_to_one_step_by_its_length()
    {
        for (var i = 0; i <= 40; i++)
        {
            var budget = 0.11 + 0.17 * i / 40;
            var options = new GovernorOptions { Guarded = false, SwitchEnergy = 0 };
            var powers = Knobs.Powers(new InterpolatingGovernor(Knobs.Three, options), [.. Enumerable.Repeat(budget, 2000)], 0);
            var sums = Sums(powers);
            foreach (var n in new[] { 1, 7, 32, 100, 1000 })
            {
                for (var t = n; t < sums.Length; t++)
                    Assert.True(
                        Math.Abs(sums[t] - sums[t - n] - n * budget) < 0.09 + 1e-9,
                        $"budget {budget}, {n} frames to {t}: mean {(sums[t] - sums[t - n]) / n}"
                    );
            }
        }
    }

    [Fact]
    public void Guarded_no_window_of_32_is_above_and_a_multiple_of_a_32nd_is_met_exactly()
    {
        for (var k = 0; k <= 32; k++)
        {
            var budget = 0.20 + 0.08 * k / 32;
            // The reserve of this test is wide: a constant budget has no falls to be afraid of.
            var options = new GovernorOptions { SwitchEnergy = 0, Reserve = 1 };
            var powers = Knobs.Powers(new InterpolatingGovernor(Knobs.Three, options), [.. Enumerable.Repeat(budget, 500)], 0);
            var sums = Sums(powers);
            for (var t = 32; t < sums.Length; t++)
                Assert.Equal(budget, (sums[t] - sums[t - 32]) / 32, 1e-9);
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.004)]
    public void Budgets_above_the_reserve_break_no_window_however_they_jump(double switchEnergy)
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var knob = Knobs.Random(random);
            var options = new GovernorOptions { SwitchEnergy = switchEnergy };
            var (bottom, top) = (knob.Settings.Min(s => s.Cost), knob.Settings.Max(s => s.Cost));
            var budgets = Jumps(random, bottom + options.Reserve * (top - bottom), 1.2 * top, 400);
            var powers = Knobs.Powers(new InterpolatingGovernor(knob, options), budgets, switchEnergy);
            Assert.True(Violations.Of(budgets, powers, bottom).Count == 0, $"seed {seed}");
        }
    }

    [Fact]
    public void Without_reserve_no_window_that_pays_for_the_cheapest_is_broken_by_budgets_down_to_it()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var knob = Knobs.Random(random);
            var budgets = Jumps(random, knob.Settings.Min(s => s.Cost), knob.Settings.Max(s => s.Cost), 400);
            var governor = new InterpolatingGovernor(knob, new GovernorOptions { SwitchEnergy = 0, Reserve = 0 });
            var powers = Knobs.Powers(governor, budgets, 0);
            Assert.True(Violations.Of(budgets, powers, 0).Count == 0, $"seed {seed}");
        }
    }

    [Fact]
    public void Below_the_cheapest_setting_the_cheapest_runs() =>
        Assert.All(
            Knobs.Powers(new InterpolatingGovernor(Knobs.Three, GovernorOptions.Default), new double[100], 0),
            p => Assert.Equal(0.11, p)
        );

    [Fact]
    public void Decisions_for_batches_keep_the_windows_of_their_frames()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var governor = new InterpolatingGovernor(Knobs.Three, new GovernorOptions { SwitchEnergy = 0 });
            var (budgets, powers, setting) = (new List<double>(), new List<double>(), Knobs.Three.Cheapest);
            while (budgets.Count < 1000)
            {
                var (frames, budget) = (random.Next(1, 65), 0.12 + 0.2 * random.NextDouble());
                setting = governor.Decide(new Observation(budgets.Count, budget, setting) { Frames = frames }).Setting;
                budgets.AddRange(Enumerable.Repeat(budget, frames));
                powers.AddRange(Enumerable.Repeat(Knobs.Three.Settings[setting].Cost, frames));
            }
            Assert.True(Violations.Of(budgets, powers, 0.11).Count == 0, $"seed {seed}");
        }
    }

    /// <summary>Budgets that stay for 1 to 60 frames, then jump anywhere.</summary>
    private static double[] Jumps(Random random, double low, double high, int frames)
    {
        var budgets = new double[frames];
        for (var (t, until, budget) = (0, 0, 0.0); t < frames; t++)
        {
            if (t == until)
                (until, budget) = (t + random.Next(1, 61), low + (high - low) * (random.Next(3) == 0 ? 0 : random.NextDouble()));
            budgets[t] = budget;
        }
        return budgets;
    }

    private static double[] Sums(double[] powers)
    {
        var sums = new double[powers.Length + 1];
        for (var t = 0; t < powers.Length; t++)
            sums[t + 1] = sums[t] + powers[t];
        return sums;
    }
}
