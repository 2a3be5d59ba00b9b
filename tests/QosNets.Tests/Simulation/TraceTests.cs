using QosNets.Control;
using QosNets.Simulation;
using QosNets.Tests.Control;
using Xunit;

namespace QosNets.Tests.Simulation;

public class TraceTests
{
    [Fact]
    public void A_file_holds_each_budget_until_the_next()
    {
        var trace = TraceCsv.Parse("\uFEFFtime_s,budget\r\n10,0.5\r\n12, 0.25\r\n13,1e-1\r\n\r\n", "t.csv");
        Assert.Equal([10.0, 11, 12, 13], trace.Times);
        Assert.Equal([0.5, 0.5, 0.25, 0.1], trace.Budgets);
        Assert.Equal(16, TraceCsv.Parse("time_s,budget\n10,0.5\n12,0.25\n13,0.1\n", "t.csv", 4).Frames);
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("0,1\n1,1\n", "line 1")]
    [InlineData("time_s,budget\n", "0 lines")]
    [InlineData("time_s,budget\n0,0.5\n", "1 lines")]
    [InlineData("time_s,budget\n0,0.5\n1", "line 3")]
    [InlineData("time_s,budget\n0,0.5\n1,", "line 3")]
    [InlineData("time_s,budget\n0,0.5\n1,NaN\n", "line 3")]
    [InlineData("time_s,budget\n0,0.5\n1,Infinity\n", "line 3")]
    [InlineData("time_s,budget\n0,0.5\n1,1e999\n", "line 3")]
    [InlineData("time_s,budget\nNaN,0.5\n1,0.5\n", "line 2")]
    [InlineData("time_s,budget\n0,-0.5\n1,0.5\n", "at or above 0")]
    [InlineData("time_s,budget\n0,0.5\n2,0.5\n1,0.5\n", "line 4")]
    [InlineData("time_s,budget\n0,0.5\n0,0.5\n", "must rise")]
    [InlineData("time_s,budget\n0,0.5,7\n1,0.5\n", "line 2")]
    [InlineData("time_s,budget\n0;0.5\n1;0.5\n", "line 2")]
    [InlineData("time_s,budget\n0,1,000\n", "line 2")]
    [InlineData("time_s,budget\n0,0.5\n1e-300,0.5\n1e300,0.5\n", "frames")]
    public void Wrong_files_are_refused_with_file_and_place(string text, string named)
    {
        var e = Assert.Throws<ControlException>(() => TraceCsv.Parse(text, "bad.csv"));
        Assert.StartsWith("bad.csv", e.Message);
        Assert.Contains(named, e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Theory]
    [InlineData("\uFEFFtime_s;budget\r\n0;0,9\r\n100;0,3\r\n", false)]
    [InlineData("time_s, budget\n0, 0.9\n100, 0.3\n", false)]
    [InlineData("\"time_s\",\"budget\"\n\"0\",\"0.9\"\n\"100\",\"0.3\"\n", false)]
    [InlineData("# solar harvest, roof\ntime_s,budget\n0,0.9\n100,0.3\n", false)]
    [InlineData("time_s budget\n0 0.9\n100 0.3\n", false)]
    [InlineData("Budget (%);Time [ms]\n90;0\n30;100000\n", false)]
    [InlineData("time_min,budget_percent\n0,90\n1.6666666666666667,30\n", false)]
    [InlineData("time_s,budget\n0,90\n100,30\n", true)]
    public void Traces_are_read_as_spreadsheets_write_them(string text, bool percent)
    {
        var trace = TraceCsv.Parse(text, "t.csv", null, percent);
        Assert.Equal([0.0, 100], trace.Times);
        Assert.Equal([0.9, 0.3], trace.Budgets);
        Assert.Empty(trace.Notes);
    }

    [Fact]
    public void Further_columns_of_a_trace_are_named_in_a_note()
    {
        var trace = TraceCsv.Parse("time_s,budget,temperature\n0,0.9,31\n100,0.3,30\n", "t.csv");
        Assert.Equal([0.9, 0.3], trace.Budgets);
        Assert.Equal("t.csv: columns that are not read: temperature", Assert.Single(trace.Notes));
    }

    [Theory]
    [InlineData("time_s,budget\n0,90\n100,30\n", false, "line 2: \"0,90\"; a budget is at most 1")]
    [InlineData("time_s,budget_percent\n0,190\n100,30\n", false, "line 2: \"0,190\"; a budget is at most 100 %")]
    [InlineData("time_s,budget_mw\n0,1\n100,1\n", false, "budgets in \"mw\"")]
    [InlineData("time_fortnights,budget\n0,1\n1,1\n", false, "no column \"time\"")]
    [InlineData("time_s,budget,budget\n0,1,1\n1,1,1\n", false, "more than one column \"budget\"")]
    public void Budgets_above_the_exact_networks_power_and_unknown_units_are_refused(string text, bool percent, string reason) =>
        Assert.Contains(reason, Assert.Throws<ControlException>(() => TraceCsv.Parse(text, "t.csv", null, percent)).Message);

    [Fact]
    public void Random_bytes_are_a_trace_or_refused()
    {
        const string Characters = "0123456789.,-+eENa\n\r ;\"time_sbudget";
        for (var seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            var text =
                "time_s,budget\n"
                + string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Characters[random.Next(Characters.Length)]));
            try
            {
                var trace = TraceCsv.Parse(text, "random.csv");
                Assert.True(trace.Budgets.All(b => b >= 0 && double.IsFinite(b)), $"seed {seed}");
            }
            catch (ControlException)
            {
                // The other outcome that is right.
            }
        }
    }

    [Fact]
    public void A_missing_file_and_a_rate_of_nothing_are_refused()
    {
        Assert.Contains("no-such.csv", Assert.Throws<ControlException>(() => TraceCsv.Read("no-such.csv")).Message);
        Assert.Contains(
            "must be above 0",
            Assert.Throws<ControlException>(() => TraceCsv.Parse("time_s,budget\n0,1\n1,1\n", "t", 0)).Message
        );
    }

    [Fact]
    public void Generated_traces_depend_on_their_seed_only_and_have_the_frames_asked_for()
    {
        foreach (var name in TraceGenerators.Names)
        {
            var trace = TraceGenerators.Create(name, Knobs.Three, 777, 3);
            Assert.Equal(777, trace.Frames);
            Assert.Equal(777, trace.Times.Count);
            Assert.All(trace.Budgets, b => Assert.InRange(b, 0, 1));
            Assert.Equal(trace.Budgets, TraceGenerators.Create(name, Knobs.Three, 777, 3).Budgets);
            Assert.NotEqual(trace.Budgets.Min(), trace.Budgets.Max());
        }
        Assert.NotEqual(
            TraceGenerators.Create("telegraph", Knobs.Three, 777, 3).Budgets,
            TraceGenerators.Create("telegraph", Knobs.Three, 777, 4).Budgets
        );
        Assert.Contains("solar", Assert.Throws<ControlException>(() => TraceGenerators.Create("lunar", Knobs.Three, 10)).Message);
    }

    [Fact]
    public void A_battery_whose_budget_is_used_up_lasts_as_long_as_its_trace()
    {
        var trace = TraceGenerators.Create("battery", Knobs.Three, 5000);
        Assert.InRange(trace.Allowed / trace.Battery!.Capacity, 0.98, 1.02);
    }
}
