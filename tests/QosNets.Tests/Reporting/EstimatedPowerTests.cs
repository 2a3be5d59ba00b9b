using QosNets.Reporting;
using QosNets.Reporting.Csv;
using QosNets.Reporting.Html;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Reporting;

public class EstimatedPowerTests
{
    private static readonly ReportData Synthesised = ReportFixture.Sample();

    private static readonly ReportData Estimated = Synthesised with
    {
        Results = Synthesised.Results with { PowerIsEstimated = true },
    };

    [Fact]
    public void The_console_table_marks_savings_that_are_estimates()
    {
        var text = ConsoleSummary.Render(Estimated.Results);
        Assert.Contains("  estimated saving  multipliers\n", text, StringComparison.Ordinal);
        Assert.Contains("            45.2 %  mul8u_767 mul8u_FEF\n", text, StringComparison.Ordinal);
        Assert.Contains("exact 37.30 % mean estimated relative power", text, StringComparison.Ordinal);
        Assert.DoesNotContain("estimated", ConsoleSummary.Render(Synthesised.Results), StringComparison.Ordinal);
    }

    [Fact]
    public void The_report_marks_every_figure_of_power_that_is_an_estimate()
    {
        var page = HtmlReport.Render(Estimated);
        Assert.Contains("saves an estimated 45.2", page, StringComparison.Ordinal);
        Assert.Contains("<strong>Savings are estimates</strong>", page, StringComparison.Ordinal);
        foreach (var heading in new[] { "Estimated saving", "Estimated relative power", "Estimated mean relative power" })
            Assert.Contains($">{heading}</th>", page, StringComparison.Ordinal);
        Assert.Contains(">Estimated saving of multiplier power, %</text>", page, StringComparison.Ordinal);
        Assert.Contains(">Estimated relative power, %</text>", page, StringComparison.Ordinal);
        // Each of the 4 chosen multipliers, in the legend of the assignment and under its error map.
        Assert.Equal(8, page.Split(" unit gates (estimate)").Length - 1);
        Assert.DoesNotContain(" mW", page, StringComparison.Ordinal);
        Assert.DoesNotContain("stimate", HtmlReport.Render(Synthesised), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, true, "savings of plain method of the papers are estimates")]
    [InlineData(true, false, "savings of this run are estimates")]
    [InlineData(false, false, null)]
    [InlineData(true, true, null)]
    public void The_report_says_when_another_run_rests_on_powers_of_the_other_kind(bool here, bool there, string? note)
    {
        var page = HtmlReport.Render(
            (here ? Estimated : Synthesised) with
            {
                Comparisons = [Synthesised.Comparisons[0] with { PowerIsEstimated = there }],
            }
        );
        Assert.Equal(note is not null, page.Contains("Not comparable", StringComparison.Ordinal));
        Assert.Contains(note ?? "", page, StringComparison.Ordinal);
        Assert.Equal(note is null, page.Contains("plain method of the papers, test split", StringComparison.Ordinal));
    }

    [Fact]
    public void Fields_of_the_CSV_tables_have_other_names_when_they_hold_estimates()
    {
        Assert.Contains(
            "estimated_saving,estimated_relative_power",
            CsvTables.OperatingPoints(Estimated.Results),
            StringComparison.Ordinal
        );
        Assert.StartsWith("layer,multiplier,estimated_power_mw,", CsvTables.ErrorTable(Estimated), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_keep_the_mark_and_older_files_without_it_hold_no_estimates()
    {
        var json = ResultsJson.ToJson(Estimated.Results);
        Assert.True(ResultsJson.FromJson(json).PowerIsEstimated);
        var old = json.Replace(",\n  \"power_is_estimated\": true", "", StringComparison.Ordinal);
        Assert.NotEqual(json, old);
        Assert.False(ResultsJson.FromJson(old).PowerIsEstimated);
    }
}
