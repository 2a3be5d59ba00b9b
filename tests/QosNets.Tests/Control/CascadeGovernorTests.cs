using QosNets.Control;
using QosNets.Simulation;
using QosNets.Tests.Simulation;
using Xunit;

namespace QosNets.Tests.Control;

public class CascadeGovernorTests
{
    [Theory]
    [InlineData(0.0, "all unsure")]
    [InlineData(0.004, "all unsure")]
    [InlineData(0.0, "in runs")]
    [InlineData(0.004, "in runs")]
    [InlineData(0.004, "as validated")]
    public void Budgets_above_the_reserve_break_no_window_however_they_jump_and_whatever_the_images(
        double switchEnergy,
        string stream
    )
    {
        var again = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var knob = Knobs.WithCascades(Knobs.Random(random));
            if (knob.Cascades.Count == 0)
                continue;
            var options = new GovernorOptions { SwitchEnergy = switchEnergy };
            var (bottom, low) = (knob.Settings.Min(s => s.Cost), Lowest(knob, options));
            var (budgets, powers, current) = (new double[400], new double[400], knob.Cheapest);
            var governor = new CascadeGovernor(knob, options);
            for (var t = 0; t < budgets.Length; t++)
            {
                budgets[t] =
                    t % 40 < 20 ? low + 1.5 * random.NextDouble()
                    : random.Next(3) == 0 ? low
                    : low + random.NextDouble() / 4;
                var margin = stream switch
                {
                    "all unsure" => 0,
                    "in runs" => t / 25 % 2,
                    _ => random.NextSingle(),
                };
                (powers[t], current, var ran) = Frame(governor, new Observation(t, budgets[t], current), margin, switchEnergy);
                again += ran;
            }
            Assert.True(Violations.Of(budgets, powers, bottom).Count == 0, $"seed {seed}");
        }
        Assert.True(again > 500, $"{again}");
    }

    [Fact]
    public void Batches_keep_the_windows_of_their_frames_however_many_run_again_and_however_late_that_is_known()
    {
        const double SwitchEnergy = 0.002;
        var again = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var options = new GovernorOptions { SwitchEnergy = SwitchEnergy };
            var governor = new CascadeGovernor(Knobs.Three, options);
            var (budgets, powers, low) = (new List<double>(), new List<double>(), Lowest(Knobs.Three, options));
            var current = Knobs.Three.Cheapest;
            var open = new Queue<(Decision Decision, float[] Margins, int Again)>();
            while (budgets.Count < 1500)
            {
                var (frames, budget) = (random.Next(1, 65), low + 0.5 * random.NextDouble() * random.NextDouble());
                var decision = governor.Decide(new Observation(budgets.Count, budget, current) { Frames = frames });
                var batch = Enumerable.Repeat(Knobs.Three.Settings[decision.Setting].Cost, frames).ToArray();
                batch[0] += decision.Setting == current ? 0 : SwitchEnergy;
                current = decision.Setting;
                if (decision.Again is { } escalation)
                {
                    var ran = random.Next(0, Math.Min(escalation.Most, frames) + 1);
                    // The frames of a batch run together, so each spends as much of what the second runs take.
                    if (ran > 0)
                    {
                        var spent = ran * Knobs.Three.Settings[escalation.Second].Cost + SwitchEnergy;
                        batch = [.. batch.Select(p => p + spent / frames)];
                        current = escalation.Second;
                    }
                    again += ran;
                    open.Enqueue((decision, [.. Enumerable.Range(0, frames).Select(_ => random.NextSingle())], ran));
                }
                // Workers tell of their batches in order here, up to two batches late.
                while (open.Count > random.Next(0, 3))
                {
                    var (known, margins, ran) = open.Dequeue();
                    governor.Ran(known, margins, ran);
                }
                budgets.AddRange(Enumerable.Repeat(budget, frames));
                powers.AddRange(batch);
            }
            Assert.True(Violations.Of(budgets, powers, 0.11).Count == 0, $"seed {seed}");
        }
        Assert.True(again > 10_000, $"{again}");
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.18)]
    [InlineData(0.16)]
    public void At_the_same_budget_it_expects_more_than_sharing_frames_does(double budget)
    {
        var trace = Trace([.. Enumerable.Repeat(budget, 5000)]);
        SimulationResult Run(string name) =>
            Simulator.Run(trace, Governors.Create(name, Knobs.Three), Outcomes.Of(Knobs.Three), new SimulationOptions());
        var (cascade, interpolating) = (Run("cascade"), Run("interpolating"));
        Assert.Equal(0, cascade.Violations.Count);
        var (gain, shared) = (cascade.Quality - 0.89, interpolating.Quality - 0.89);
        Assert.True(gain > 1.1 * shared, $"{gain} against {shared}");
    }

    [Fact]
    public void A_stream_that_becomes_harder_is_noticed_lowers_the_threshold_and_breaks_no_window()
    {
        const int Frames = 6000;
        var random = new Random(5);
        var (governor, current) = (new CascadeGovernor(Knobs.Three, GovernorOptions.Default), Knobs.Three.Cheapest);
        var (budgets, powers, thresholds) = (new double[Frames], new double[Frames], new double[Frames]);
        for (var t = 0; t < Frames; t++)
        {
            budgets[t] = 0.17;
            // From the middle on, images are unsure four times as often.
            var margin = random.NextSingle() / (t < Frames / 2 ? 1 : 4);
            var decision = governor.Decide(new Observation(t, 0.17, current));
            thresholds[t] = decision.Again is { } a ? a.Cascade.MinMargins[0] : 0;
            (powers[t], current) = Carry(governor, decision, current, margin, 0.001);
        }
        Assert.Equal(0, Violations.Of(budgets, powers, 0.11).Count);
        var (curve, step) = (1, 3);
        Assert.InRange(governor.ShareOf(curve, step) / Knobs.Three.Cascades[curve].Steps[step].Share, 3, 5);
        var (before, after) = (thresholds[1000..3000].Average(), thresholds[4000..].Average());
        Assert.True(after < 0.6 * before, $"{before}, then {after}");
    }

    [Fact]
    public void Fixed_by_hand_in_between_it_saves_what_was_spent()
    {
        var (governor, current) = (new CascadeGovernor(Knobs.Three, new GovernorOptions { SwitchEnergy = 0 }), 2);
        for (var t = 0; t < 200; t++)
            (_, current) = Carry(governor, governor.Decide(new Observation(t, 0.2, current)), current, 1, 0);
        // 15 images at the dearest setting, each after the cheapest: what they overspent, the other 17 frames of the window save.
        governor.Enter(new Observation(200, 0.2, current) { Frames = 15 }, [15, 0, 15], 2);
        for (var t = 215; t < 232; t++)
        {
            var decision = governor.Decide(new Observation(t, 0.2, 0));
            Assert.Equal((t, 2, 0), (t, decision.Setting, decision.Again?.Most ?? 0));
        }
    }

    [Fact]
    public void A_knob_without_thresholds_is_refused_with_the_remedy()
    {
        var e = Assert.Throws<ControlException>(() =>
            Governors.Create("cascade", new Knob("points", [new("a", 0.1, 0.8), new("b", 0.3, 0.9)]))
        );
        Assert.Contains("knob points has no thresholds for a cascade", e.Message);
        Assert.Contains("choose the governor interpolating", e.Message);
        Assert.DoesNotContain("cascade", Governors.For(new Knob("points", [new("a", 0.1, 0.8)])));
    }

    /// <summary>What budgets must stay above so that no jump breaks a window.</summary>
    private static double Lowest(Knob knob, GovernorOptions options)
    {
        var bottom = knob.Settings.Min(s => s.Cost);
        var dearest = knob.Cascades.Max(c => knob.Settings[c.First].Cost + knob.Settings[c.Second].Cost) + options.SwitchEnergy;
        return bottom + options.Reserve * (dearest - bottom) + 2 * options.SwitchEnergy / Violations.Window;
    }

    private static (double Power, int Current, int Again) Frame(
        IGovernor governor,
        Observation now,
        float margin,
        double switchEnergy
    )
    {
        var decision = governor.Decide(now);
        var (power, current) = Carry(governor, decision, now.Current, margin, switchEnergy);
        return (power, current, current == decision.Setting ? 0 : 1);
    }

    /// <summary>Carries a decision for one frame out; returns its power and the setting that ran last.</summary>
    private static (double Power, int Current) Carry(
        IGovernor governor,
        Decision decision,
        int current,
        float margin,
        double switchEnergy
    )
    {
        var settings = governor.Knob.Settings;
        var power = settings[decision.Setting].Cost + (decision.Setting == current ? 0 : switchEnergy);
        if (decision.Again is not { } escalation)
            return (power, decision.Setting);
        var again = escalation.Most > 0 && margin < escalation.Cascade.MinMargins[0];
        governor.Ran(decision, [margin], again ? 1 : 0);
        return again ? (power + settings[escalation.Second].Cost + switchEnergy, escalation.Second) : (power, decision.Setting);
    }

    /// <summary>One frame a second.</summary>
    private static BudgetTrace Trace(double[] budgets) => new("t", [.. budgets.Select((_, t) => (double)t)], budgets);
}
