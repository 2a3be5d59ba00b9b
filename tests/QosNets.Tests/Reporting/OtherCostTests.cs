using QosNets.Reporting;
using QosNets.Reporting.Csv;
using QosNets.Reporting.Html;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Reporting;

public class OtherCostTests
{
    private static readonly ReportData ByPower = ReportFixture.Sample();

    private static readonly ReportData ByArea = ByPower with { Results = ByPower.Results with { Cost = "area" } };

    [Fact]
    public void The_console_says_what_the_other_costs_would_have_chosen()
    {
        var text = ConsoleSummary.Render(ByPower.Results);
        Assert.Contains(
            "of the area saves careful 42.3 %, balanced 61.5 %, thrifty 74.4 %, of the power 43.3 %, 62.5 %, 75.4 %",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "chosen by LUTs instead: nothing meets the targets (a saving of 70 % is out of reach)",
            text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("chosen by power instead", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_has_a_row_for_each_choice_and_says_where_there_is_none()
    {
        var page = HtmlReport.Render(ByPower);
        Assert.Contains("<h3>By other costs</h3>", page, StringComparison.Ordinal);
        Assert.Contains("The run chose by power.", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("\">area\n</th>").Length - 1);
        Assert.Contains("By LUTs nothing meets the targets", page, StringComparison.Ordinal);
        var alone = ByPower with { Results = ByPower.Results with { Costs = null } };
        Assert.DoesNotContain("By other costs", HtmlReport.Render(alone), StringComparison.Ordinal);
    }

    [Fact]
    public void No_saving_of_another_cost_passes_as_one_of_power()
    {
        var page = HtmlReport.Render(ByArea);
        foreach (var heading in new[] { "Saving (area)", "Relative area", "Mean relative area" })
            Assert.Contains($">{heading}</th>", page, StringComparison.Ordinal);
        Assert.Contains(">Saving of multiplier area, %</text>", page, StringComparison.Ordinal);
        Assert.Contains("of the multiplier area at a top-1 loss", page, StringComparison.Ordinal);
        Assert.DoesNotContain("elative power", page, StringComparison.Ordinal);
        Assert.Contains("saving (area)  multipliers\n", ConsoleSummary.Render(ByArea.Results), StringComparison.Ordinal);
        Assert.Contains("saving_area,relative_area", CsvTables.OperatingPoints(ByArea.Results), StringComparison.Ordinal);
        // What the accelerator saves is energy, whatever multipliers were chosen by.
        Assert.Contains(">Multiplier saving</th>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("area", "area", true)]
    [InlineData("area", null, false)]
    [InlineData(null, "luts", false)]
    public void Runs_that_were_chosen_by_unlike_costs_are_not_drawn_together(string? here, string? there, bool drawn)
    {
        var page = HtmlReport.Render(
            ByPower with
            {
                Results = ByPower.Results with { Cost = here },
                Comparisons = [ByPower.Comparisons[0] with { Cost = there }],
            }
        );
        Assert.Equal(!drawn, page.Contains("Not comparable", StringComparison.Ordinal));
        Assert.Equal(drawn, page.Contains("plain method of the papers, test split", StringComparison.Ordinal));
    }

    [Fact]
    public void Results_keep_the_cost_and_files_without_it_are_by_power()
    {
        Assert.Equal("area", ResultsJson.FromJson(ResultsJson.ToJson(ByArea.Results)).Cost);
        var json = ResultsJson.ToJson(ByPower.Results);
        Assert.DoesNotContain("\n  \"cost\":", json, StringComparison.Ordinal);
        Assert.Null(ResultsJson.FromJson(json).Cost);
    }
}
