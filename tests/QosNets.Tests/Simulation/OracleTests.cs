using QosNets.Control;
using QosNets.Simulation;
using QosNets.Tests.Control;
using Xunit;

namespace QosNets.Tests.Simulation;

public class OracleTests
{
    [Fact]
    public void On_small_instances_the_oracle_is_brute_force()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var knob = new Knob(
                "k",
                [
                    .. Enumerable
                        .Range(0, 3)
                        .Select(i => new Setting($"s{i}", 0.1 + 0.9 * random.NextDouble(), random.NextDouble())),
                ]
            );
            var (window, frames, switchEnergy) = (random.Next(2, 5), 8, random.Next(2) * 0.05 * random.NextDouble());
            var bottom = knob.Settings.Min(s => s.Cost);
            var budgets = Enumerable.Range(0, frames).Select(_ => 1.1 * random.NextDouble()).ToArray();

            var found = Oracle.Solve(knob, budgets, switchEnergy, 100_000, window);

            var best = BestOf(knob, budgets, switchEnergy, window, bottom);
            Assert.True(found.Proven, $"seed {seed}");
            Assert.True(Math.Abs(best - found.Quality) < 1e-12, $"seed {seed}: {found.Quality}, brute force {best}");
            Assert.True(found.Bound >= best - 1e-9, $"seed {seed}: bound {found.Bound} below {best}");
        }
    }

    [Fact]
    public void No_governor_that_breaks_no_window_expects_more_than_the_oracle()
    {
        var kept = 0;
        foreach (var trace in TraceGenerators.Names.Where(n => n != "solar"))
        {
            var budgets = TraceGenerators.Create(trace, Knobs.Three, 1500, seed: 7);
            var oracle = Oracle.Solve(Knobs.Three, budgets.Budgets, 0.001);
            // Images choose for themselves in a cascade, which schedules of fixed settings do not know.
            var cascades = Oracle.Solve(Knobs.Three.InTheMean(0.001, Oracle.MaxSettings), budgets.Budgets, 0.001);
            Assert.True(cascades.Quality > oracle.Quality, $"{trace}: {cascades.Quality} against {oracle.Quality}");
            Assert.True(oracle.Quality <= oracle.Bound + 1e-12);
            Assert.True(oracle.Quality > oracle.Bound - 0.0005, $"{trace}: {oracle.Quality}, bound {oracle.Bound}");
            foreach (var name in Governors.Names)
            {
                var run = Simulator.Run(
                    budgets,
                    Governors.Create(name, Knobs.Three),
                    Outcomes.Of(Knobs.Three),
                    new SimulationOptions()
                );
                if (run.Violations.Count > 0)
                    continue;
                kept++;
                var most = name == "cascade" ? cascades.Quality : oracle.Quality;
                Assert.True(run.Quality <= most + 1e-12, $"{name} on {trace}: {run.Quality}, oracle {most}");
            }
        }
        Assert.True(kept >= 12, $"only {kept} runs broke no window");
    }

    [Theory]
    [InlineData("solar")]
    [InlineData("flip")]
    [InlineData("battery")]
    public void The_oracle_breaks_no_window_that_can_be_kept(string trace)
    {
        var budgets = TraceGenerators.Create(trace, Knobs.Three, 2000);
        var schedule = new ScheduledGovernor("oracle", Knobs.Three, Oracle.Solve(Knobs.Three, budgets.Budgets, 0.001).Settings);
        var run = Simulator.Run(budgets, schedule, Outcomes.Of(Knobs.Three), new SimulationOptions());
        Assert.Equal(0, run.Violations.Avoidable);
    }

    private static double BestOf(Knob knob, double[] budgets, double switchEnergy, int window, double bottom)
    {
        var best = double.NegativeInfinity;
        var count = knob.Settings.Count;
        for (var code = 0; code < Math.Pow(count, budgets.Length); code++)
        {
            var (rest, last, quality) = (code, knob.Cheapest, 0.0);
            var powers = new double[budgets.Length];
            for (var t = 0; t < budgets.Length; t++)
            {
                var setting = rest % count;
                rest /= count;
                powers[t] = knob.Settings[setting].Cost + (setting == last ? 0 : switchEnergy);
                quality += knob.Settings[setting].Quality / budgets.Length;
                last = setting;
            }
            if (quality > best && Keeps(budgets, powers, window, bottom))
                best = quality;
        }
        return best;
    }

    private static bool Keeps(double[] budgets, double[] powers, int window, double bottom)
    {
        for (var end = window; end <= budgets.Length; end++)
        {
            if (powers[(end - window)..end].Sum() > Math.Max(budgets[(end - window)..end].Sum(), window * bottom) + 1e-9)
                return false;
        }
        return true;
    }
}
