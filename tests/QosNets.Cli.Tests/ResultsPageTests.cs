using QosNets.Cli.Shell;
using QosNets.Reporting.Pages;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Cli.Tests;

/// <summary>Tables of pages from results.json files.</summary>
public sealed class ResultsPageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-results-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_projects_own_page_is_up_to_date()
    {
        var page = Repository.Find(Path.Combine("docs", "results.md"))!;
        Assert.True(
            File.ReadAllText(page) == ResultsPage.Update(File.ReadAllText(page), Path.GetDirectoryName(page)!),
            "docs/results.md is stale: 'qosnets results docs/results.md' writes it anew"
        );
    }

    [Fact]
    public void A_changed_result_makes_the_page_stale()
    {
        Put("all-seed1", 0.0100);
        var page = Page("losses runs/*");
        Assert.Equal(page, ResultsPage.Update(page, folder));
        Put("all-seed1", 0.0101);
        Assert.NotEqual(page, ResultsPage.Update(page, folder));
    }

    [Fact]
    public void Losses_are_means_with_an_interval_over_the_seeds_of_a_group()
    {
        Put("all-seed1", 0.0100);
        Put("all-seed2", 0.0200);
        Put("narrow-seed1", 0.0300);
        var page = Page("losses runs/*");
        // Two values 0.5 from their mean: deviation 0.7071, standard error 0.5, times 12.7062.
        Assert.Contains("| all | 1, 2 | 90.00 % | 1.50 ± 6.35 at 80.0 % |", Plain(page), StringComparison.Ordinal);
        Assert.Contains("| narrow | 1 | 90.00 % | 3.00 at 80.0 % |", Plain(page), StringComparison.Ordinal);
        Assert.Contains("`0123456` on a processor, avx2, 2 threads.", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Gains_compare_runs_of_one_seed_with_the_group_before()
    {
        Put("narrow-seed1", 0.0300);
        Put("narrow-seed2", 0.0500);
        Put("narrow-seed3", 0.0100);
        Put("all-seed1", 0.0100);
        Put("all-seed2", 0.0200);
        // Two gains of 2 and 3 points; the seed that one group lacks does not count.
        Assert.Contains(
            "| narrow | all | 1, 2 | 2.50 ± 6.35 |",
            Plain(Page("gains runs/narrow-* runs/all-*")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "| all | narrow | 1, 2 | −2.50 ± 6.35 |",
            Plain(Page("gains runs/all-* runs/narrow-*")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Points_that_collapsed_or_are_no_better_than_a_cheaper_one_say_so()
    {
        Put("all-seed1", 0.0100, dominated: "save90", leftOut: true);
        var page = Plain(Page("points runs/*"));
        Assert.Contains(
            "| all, 1 | save80, no better than save90 | 89.00 % | 1.00 (0.50 to 1.50) | 80.0 % | m |",
            page,
            StringComparison.Ordinal
        );
        Assert.Contains("| all, 1 | save99, left out: it collapsed | | | 99.0 % | |", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<!-- results losses nowhere/* -->\n<!-- /results -->", "no folder 'nowhere/*'")]
    [InlineData("<!-- results plots runs/* -->\n<!-- /results -->", "line 1: 'plots' is no table; known are points, losses")]
    [InlineData("<!-- results -->\n<!-- /results -->", "line 1: a kind of table and folders are missing")]
    [InlineData("<!-- results losses runs/* runs/all-* -->\n<!-- /results -->", "both hold seed 1 of all")]
    [InlineData("<!-- results losses -->\n<!-- /results -->", "line 1: a kind of table and folders are missing")]
    [InlineData("text\n<!-- results losses runs/* -->\n", "line 2: the table has no end")]
    [InlineData("<!-- results losses runs/* -->\n<!-- results losses runs/* -->", "line 2: the table of line 1 is still open")]
    [InlineData("text\n<!-- /results -->", "line 2: '<!-- /results -->' closes nothing")]
    [InlineData("<!-- results losses runs/*", "line 1: the comment has to end on its line")]
    [InlineData("<!-- results baselines runs/* -->\n<!-- /results -->", "all-seed1: its results hold no baselines")]
    [InlineData("<!-- results gains runs/* -->\n<!-- /results -->", "all: gains are those of one group of runs over another")]
    public void What_is_wrong_is_named_with_its_line(string page, string message)
    {
        Put("all-seed1", 0.01);
        var error = Assert.Throws<ResultsPageException>(() => ResultsPage.Update(page, folder));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_command_checks_and_writes()
    {
        Put("all-seed1", 0.01);
        var page = Path.Combine(folder, "page.md");
        File.WriteAllText(page, "# Page\n<!-- results losses runs/* -->\nold\n<!-- /results -->\nEnd\n");
        var (code, _, error) = CommandLine.Run("results", page, "--check");
        Assert.Equal(1, code);
        Assert.Contains("is stale", error, StringComparison.Ordinal);
        Assert.Contains("old", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("results", page).Code);
        Assert.DoesNotContain("old", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.EndsWith("<!-- /results -->\nEnd\n", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("results", page, "--check").Code);
    }

    private string Page(string table) => ResultsPage.Update($"<!-- results {table} -->\n<!-- /results -->", folder);

    // Numbers keep their units by spaces that do not break.
    private static string Plain(string page) => page.Replace('\u00A0', ' ');

    private void Put(string name, double loss, string? dominated = null, bool leftOut = false)
    {
        var seed = name[^1] - '0';
        var point = new OperatingPointResult(
            "save80",
            0.9 - loss,
            1,
            loss,
            new Interval(loss - 0.005, loss + 0.005),
            0.8,
            0.2,
            0,
            new Dictionary<string, string> { ["conv"] = "m" },
            0.9,
            dominated
        );
        var choice = new MultiplierChoice(0.2, ["m"]);
        var run = new RunResults(
            "net",
            "data",
            10,
            100,
            1,
            seed,
            new Dictionary<string, string> { ["qosnets"] = "0.1.0+0123456789" },
            new MachineInfo("a processor", 2, 2, 8, "Linux", "avx2"),
            new Accuracy(0.9, 1),
            new Accuracy(0.9, 1),
            new Accuracy(0.9, 1),
            ["m"],
            [point],
            new SelectionResult(
                new KMeansSelection(0.2, ["m"], 0, 1, choice),
                new ExactSelection(0.2, ["m"], true, 0, 1, 0),
                [1]
            ),
            new ParameterOverhead(1, 100, 0.01, 1),
            new Dictionary<string, double> { ["baseline"] = 60 },
            []
        )
        {
            LeftOut = leftOut ? [new LeftOutPoint("save99", 0.99, 0.1)] : null,
        };
        var path = Directory.CreateDirectory(Path.Combine(folder, "runs", name)).FullName;
        ResultsJson.Write(run, Path.Combine(path, "results.json"));
    }
}
