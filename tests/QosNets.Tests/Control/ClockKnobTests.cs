using QosNets.Control;
using Xunit;

namespace QosNets.Tests.Control;

public class ClockKnobTests
{
    private static readonly ClockLevel[] Levels = [new(200, 0.7), new(400, 0.8), new(600, 0.95), new(800, 1.1)];

    [Fact]
    public void Energy_is_power_times_time()
    {
        var clock = new ClockKnob(Levels, 0.01, 0.2);
        Assert.Equal(1, clock.Energy(1, Levels[3]), 12);
        // At 400 MHz twice the time: switching (0.8/1.1)² as much, leakage 0.8/1.1 of the power for twice as long.
        Assert.Equal(0.8 * 0.5 * 0.64 / 1.21 + 0.2 * 0.8 / 1.1 * 2, clock.Energy(0.5, Levels[1]), 12);
        Assert.Equal(0.02, clock.Seconds(Levels[1]), 12);
    }

    [Fact]
    public void The_joint_choice_under_a_deadline_and_a_budget_is_that_of_brute_force()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var points = Knobs.Random(random);
            var levels = Enumerable
                .Range(0, random.Next(1, 6))
                .Select(i => new ClockLevel(100 + 50 * i + random.Next(50), 0.6 + 0.6 * random.NextDouble()))
                .ToList();
            var clock = new ClockKnob(levels, 0.01, 0.5 * random.NextDouble());
            var (deadline, budget) = (0.01 + 0.03 * random.NextDouble(), random.NextDouble());

            var joint = clock.With(points, deadline);
            var chosen = joint.Settings[joint.BestWithin(budget)];

            (double Energy, double Quality)? best = null;
            var cheapest = double.PositiveInfinity;
            foreach (var point in points.Settings)
            {
                foreach (var level in levels.Where(l => clock.Seconds(l) <= deadline))
                {
                    var energy = clock.Energy(point.Cost, level);
                    cheapest = Math.Min(cheapest, energy);
                    if (
                        energy <= budget
                        && (
                            best is null
                            || point.Quality > best.Value.Quality
                            || point.Quality == best.Value.Quality && energy < best.Value.Energy
                        )
                    )
                        best = (energy, point.Quality);
                }
            }
            if (best is null)
                Assert.Equal((seed, cheapest), (seed, chosen.Cost));
            else
                Assert.Equal((seed, best.Value.Energy, best.Value.Quality), (seed, chosen.Cost, chosen.Quality));
        }
    }

    [Fact]
    public void Any_governor_drives_both_knobs_together()
    {
        var joint = new ClockKnob(Levels, 0.01, 0.2).With(Knobs.Three, 0.03);
        var budgets = Enumerable.Repeat(0.38, 1000).ToArray();
        var governor = Governors.Create("interpolating", joint, new GovernorOptions { SwitchEnergy = 0 });
        var powers = Knobs.Powers(governor, budgets, 0);
        Assert.Contains('@', joint.Settings[governor.Decide(new Observation(1000, 0.38, joint.Cheapest)).Setting].Name);
        Assert.InRange(powers.Skip(100).Average(), 0.375, 0.38);
    }

    [Fact]
    public void A_deadline_that_no_level_meets_is_refused()
    {
        var e = Assert.Throws<ControlException>(() => new ClockKnob(Levels, 0.01, 0.2).With(Knobs.Three, 0.009));
        Assert.Contains("0.009", e.Message);
        Assert.Contains("0.01 s", e.Message);
    }
}
