using System.Globalization;
using QosNets.Control;
using QosNets.Simulation;
using QosNets.Tests.Control;
using Xunit;

namespace QosNets.Tests.Simulation.Requirements;

public class RequirementTests
{
    [Fact]
    public void Verdict_and_robustness_are_those_of_the_definition_written_out()
    {
        var held = 0;
        for (var seed = 0; seed < 3000; seed++)
        {
            var (random, result) = Random(seed);
            var (times, budget, power) = ((double[])result.Trace.Times, (double[])result.Trace.Budgets, (double[])result.Powers);
            var formula = new RandomFormulas(random, times, budget, power).Make(random.Next(0, 5));
            var judged = Requirement.Parse(formula.Text).Judge(result);
            Assert.Equal((seed, formula.Text, formula.Holds(0)), (seed, formula.Text, judged.Holds));
            Assert.Equal((seed, formula.Text, formula.Robustness(0)), (seed, formula.Text, judged.Robustness));
            held += judged.Holds ? 1 : 0;
        }
        Assert.InRange(held, 600, 2400);
    }

    [Fact]
    public void The_sign_of_the_robustness_is_the_verdict()
    {
        for (var seed = 0; seed < 1000; seed++)
        {
            var (random, result) = Random(seed);
            var formula = new RandomFormulas(random, [], [], []).Make(3);
            var judged = Requirement.Parse(formula.Text).Judge(result);
            if (judged.Robustness != 0)
                Assert.Equal((seed, formula.Text, judged.Holds), (seed, formula.Text, judged.Robustness > 0));
        }
    }

    [Fact]
    public void Signals_that_change_by_less_than_the_robustness_keep_the_verdict()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var (random, result) = Random(seed);
            var requirement = Requirement.Parse("always[0,4] (power <= 1.5 or eventually[1,3] budget > 0.5 until power < 1)");
            var judged = requirement.Judge(result);
            if (!double.IsFinite(judged.Robustness))
                continue;
            double Moved(double v) => v + 0.999 * judged.Robustness * (2 * random.NextDouble() - 1);
            var moved = result with
            {
                Trace = result.Trace with { Budgets = [.. result.Trace.Budgets.Select(Moved)] },
                Powers = [.. result.Powers.Select(Moved)],
            };
            Assert.Equal((seed, judged.Holds), (seed, requirement.Judge(moved).Holds));
        }
    }

    [Theory]
    [InlineData("power < 1 or power > 1 and budget > 9", true)]
    [InlineData("(power < 1 or power > 1) and budget > 9", false)]
    [InlineData("not power > 1 and budget < 9", true)]
    [InlineData("power < 1 until budget < 9 and power < 1", true)]
    [InlineData("always power < 1 or budget > 9", true)]
    [InlineData("0.5 * power + 0.25 - budget <= -0.5", true)]
    [InlineData("-power < -1", false)]
    [InlineData("power <= 0.5 and power >= 0.5 and not power < 0.5", true)]
    public void Words_bind_as_documented(string text, bool holds) =>
        Assert.Equal(holds, Requirement.Parse(text).Judge(Constant(power: 0.5, budget: 1, frames: 5)).Holds);

    [Fact]
    public void Behind_the_last_frame_nothing_is_asked()
    {
        var result = Constant(0.5, 1, 5);
        Assert.Equal((true, double.PositiveInfinity), Judge("always[10,20] power > 9"));
        Assert.Equal((false, double.NegativeInfinity), Judge("eventually[10,20] power < 9"));
        Assert.Equal((true, 0.5), Judge("always[3,20] power < 1"));

        (bool, double) Judge(string text)
        {
            var judged = Requirement.Parse(text).Judge(result);
            return (judged.Holds, judged.Robustness);
        }
    }

    [Fact]
    public void Window_signals_are_means_of_the_frames_that_there_are()
    {
        var run = Simulator.Run(
            TraceGenerators.Create("battery", Knobs.Three, 700),
            Governors.Create("interpolating", Knobs.Three),
            Outcomes.Of(Knobs.Three),
            new SimulationOptions()
        );
        // The robustness of "signal at or above 0" is the signal.
        double At(string signal, int frame) => Requirement.Parse($"always[{frame},{frame}] {signal} >= 0").Judge(run).Robustness;
        foreach (var t in new[] { 0, 5, 31, 32, 300, 699 })
        {
            var (last32, last256) = (Math.Max(0, t - 31)..(t + 1), Math.Max(0, t - 255)..(t + 1));
            Assert.Equal(run.Powers.Take(last32).Average(), At("mean_power", t), 1e-12);
            Assert.Equal(run.Trace.Budgets.Take(last32).Average(), At("mean_budget", t), 1e-12);
            Assert.Equal(run.Correct.Take(last256).Average(c => c ? 1 : 0), At("accuracy_window", t), 1e-12);
        }
        Assert.Equal(run.Trace.Battery!.Charge, At("charge", 0), 1e-12);
        Assert.Equal(run.Trace.Battery.Charge - run.Powers[0] - run.Powers[1], At("charge", 2), 1e-9);
        Assert.Equal((3.0, run.Powers[3], run.Correct[3] ? 1.0 : 0), (At("time", 3), At("power", 3), At("correct", 3)));
    }

    [Fact]
    public void A_replay_without_violations_keeps_its_windows_as_a_requirement_and_one_with_them_does_not()
    {
        // Every window of 32 frames, which the first 31 frames do not end.
        var requirement = Requirement.Parse("always[31,1000000] mean_power <= mean_budget");
        foreach (var drift in new[] { 1.0, 1.3 })
        {
            var run = Simulator.Run(
                TraceGenerators.Create("telegraph", Knobs.Three, 2000),
                Governors.Create("interpolating", Knobs.Three),
                Outcomes.Of(Knobs.Three),
                new SimulationOptions { Drifts = [new Drift(0, drift, 0)] }
            );
            var judged = requirement.Judge(run);
            Assert.Equal(run.Violations.Count == 0, judged.Holds);
            Assert.Equal(drift == 1, judged.Holds);
            Assert.Equal(run.Violations.Worst, Math.Max(0, -judged.Robustness), 1e-9);
        }
    }

    [Theory]
    [InlineData("", 1, "a signal or a number is expected, not the end; signals are budget, power")]
    [InlineData("power", 6, "a comparison needs < <= > or >= here, not the end")]
    [InlineData("acuracy > 1", 1, "there is no signal \"acuracy\"; use one of budget, power")]
    [InlineData("power > 1 && budget > 1", 11, "there is no sign '&'")]
    [InlineData("power > 1 budget", 11, "\"budget\" is one too many here; join formulas with and, or, until")]
    [InlineData("always[0 60] power > 1", 10, "\",\" is expected here, not \"60\"")]
    [InlineData("always[60,0] power > 1", 8, "from at or below to")]
    [InlineData("always[-1,0] power > 1", 8, "bounds are seconds at or above 0")]
    [InlineData("always[0,inf] power > 1", 10, "bounds are seconds")]
    [InlineData("power > 0,5", 10, "\",\" is one too many here")]
    [InlineData("power > 1.2.3", 9, "\"1.2.3\" is no number; write it like 0.85")]
    [InlineData("power > 1e999", 9, "is no number")]
    [InlineData("(power > 1", 11, "\")\" is expected here, not the end")]
    [InlineData("power < 1 until power < 1 until power < 1", 27, "a second until needs parentheses")]
    [InlineData("not > 1", 5, "a signal or a number is expected, not \">\"")]
    [InlineData("2 * 3 > power", 5, "a signal or a number is expected, not \"3\"")]
    [InlineData("Always power > 1", 1, "there is no signal \"Always\"")]
    public void A_text_that_is_no_requirement_is_refused_with_its_column(string text, int column, string fault)
    {
        var e = Assert.Throws<ControlException>(() => Requirement.Parse(text));
        Assert.StartsWith($"\"{text}\", column {column}: ", e.Message);
        Assert.Contains(fault, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void Texts_of_no_end_are_refused()
    {
        Assert.Contains("nest deeper", Assert.Throws<ControlException>(() => Requirement.Parse(new string('(', 5000))).Message);
        Assert.Contains(
            "10000 are the limit",
            Assert.Throws<ControlException>(() => Requirement.Parse(new string('(', 10_001))).Message
        );
        Assert.Contains(
            "no battery",
            Assert.Throws<ControlException>(() => Requirement.Parse("charge > 0").Judge(Constant(0.5, 1, 5))).Message
        );
        Assert.Contains(
            "no frame",
            Assert.Throws<ControlException>(() => Requirement.Parse("power > 0").Judge(Constant(0.5, 1, 0))).Message
        );
    }

    [Fact]
    public void Random_texts_are_requirements_or_refused()
    {
        string[] parts =
        [
            "always",
            "until",
            "not",
            "and",
            "(",
            ")",
            "[",
            "]",
            ",",
            "0",
            "1.5",
            "power",
            "budget",
            "<",
            ">=",
            "*",
            "-",
            " ",
            "é",
        ];
        for (var seed = 0; seed < 5000; seed++)
        {
            var random = new Random(seed);
            var text = string.Join(" ", Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)]));
            try
            {
                Assert.False(double.IsNaN(Requirement.Parse(text).Judge(Constant(0.5, 1, 5)).Robustness), $"seed {seed}: {text}");
            }
            catch (ControlException)
            {
                // The other outcome that is right.
            }
        }
    }

    [Fact]
    public void Ten_thousand_frames_are_judged_in_no_time()
    {
        var result = Constant(0.5, 1, 10_000);
        // Without windows in one pass this would take 5·10⁷ steps for each of the nested words: minutes.
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{string.Concat(Enumerable.Repeat("always[0,9000] eventually[0,9000] ", 40))} power < 1"
        );
        Assert.True(Requirement.Parse(text).Judge(result).Holds);
    }

    private static (Random Random, SimulationResult Result) Random(int seed)
    {
        var random = new Random(seed);
        var result = Constant(0, 0, random.Next(1, 20));
        var times = new double[result.Powers.Count];
        for (var t = 1; t < times.Length; t++)
            times[t] = times[t - 1] + random.Next(0, 4) / 2.0;
        double[] Values() => [.. times.Select(_ => random.Next(0, 9) / 4.0)];
        return (random, result with { Trace = new BudgetTrace("t", times, Values()), Powers = Values() });
    }

    private static SimulationResult Constant(double power, double budget, int frames) =>
        new(
            new BudgetTrace("t", [.. Enumerable.Range(0, frames).Select(t => (double)t)], [.. Enumerable.Repeat(budget, frames)]),
            "g",
            new int[frames],
            [.. Enumerable.Repeat(power, frames)],
            new bool[frames],
            0,
            0,
            0,
            null,
            new Violations(0, 0, 0, 0),
            []
        );
}
