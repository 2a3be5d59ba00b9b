using System.Text.RegularExpressions;
using System.Xml.Linq;
using QosNets.Reporting;
using QosNets.Reporting.Html;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Reporting;

public class HtmlReportTests
{
    private const string Hostile = "<script>alert('&\"1')</script>";

    private static readonly string Page = HtmlReport.Render(ReportFixture.Sample());

    [Fact]
    public void The_report_has_every_section_in_its_order()
    {
        var titles = Regex.Matches(Page, "<section id=\"[a-z-]+\"><h2>([^<]+)</h2>").Select(m => m.Groups[1].Value);

        Assert.Equal(
            [
                "Results",
                "Accuracy against saving",
                "Multipliers by layer",
                "Tolerances",
                "Predicted and measured errors",
                "Training curves",
                "Error maps",
                "Selection",
                "What the saving leaves out",
                "Stage times",
                "Settings",
                "Versions and machine",
            ],
            titles
        );
    }

    [Fact]
    public void Every_section_has_its_plots()
    {
        int Charts(string id) =>
            Regex.Count(
                Regex.Match(Page, $"<section id=\"{id}\">.*?</section>", RegexOptions.Singleline).Value,
                "<svg class=\"chart"
            );

        Assert.Equal(1, Charts("accuracy"));
        Assert.Equal(1, Charts("errors"));
        Assert.Equal(4, Charts("training"));
        Assert.Equal(4, Charts("error-maps"));
    }

    [Fact]
    public void The_headline_gives_the_figures_with_their_units()
    {
        var plain = Page.Replace("&#160;", " ");

        Assert.Contains(
            "With 4 multipliers, resnet20 on cifar10 saves 45.2 % of the multiplier power at a top-1 loss of 0.17 points (95 "
                + "% interval −0.09 to 0.43), "
                + "and 78.1 % of the multiplier power at a top-1 loss of 1.46 points (95 % interval 1.02 to 1.90); the exact "
                + "network reaches 91.38 %.",
            plain
        );
    }

    [Fact]
    public void Hostile_names_are_shown_as_text_everywhere()
    {
        var page = HtmlReport.Render(ReportFixture.Sample(Hostile));

        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain("alert('", page);
        Assert.Contains("&lt;script&gt;alert(&#39;&amp;&quot;1&#39;)&lt;/script&gt;", page);
        // Encoding may not lose a name either: the same elements as with tame names of their length, no more and no fewer.
        Assert.Equal(Tags(HtmlReport.Render(ReportFixture.Sample(new string('x', Hostile.Length)))), Tags(page));
    }

    [Fact]
    public void The_body_is_well_formed()
    {
        var body = Regex
            .Match(HtmlReport.Render(ReportFixture.Sample(Hostile)), "<body>.*</body>", RegexOptions.Singleline)
            .Value;

        var element = XElement.Parse(body);

        var ids = element.Descendants().Attributes("id").Select(a => a.Value).ToArray();
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal(ids.Select(i => "#" + i), element.Descendants("a").Attributes("href").Select(a => a.Value));
    }

    [Fact]
    public void Same_data_give_the_same_bytes() => Assert.Equal(Page, HtmlReport.Render(ReportFixture.Sample()));

    [Fact]
    public void Nothing_is_loaded_from_outside()
    {
        var targets = Regex
            .Matches(Page, "(?:src|href|srcset|data|action|poster)\\s*=\\s*\"([^\"]*)\"")
            .Select(m => m.Groups[1].Value)
            .ToArray();

        Assert.NotEmpty(targets);
        Assert.All(
            targets,
            t => Assert.True(t.StartsWith('#') || t.StartsWith("data:image/png;base64,", StringComparison.Ordinal), t)
        );
        Assert.DoesNotContain("@import", Page);
        Assert.DoesNotContain("url(", Page);
        Assert.DoesNotContain("<link", Page);
        Assert.Contains("default-src 'none'", Page);
    }

    [Fact]
    public void Every_coordinate_is_a_number()
    {
        var charts = string.Concat(Regex.Matches(Page, "<svg.*?</svg>", RegexOptions.Singleline).Select(m => m.Value));

        Assert.DoesNotContain("NaN", charts);
        Assert.DoesNotContain("∞", charts);
    }

    [Fact]
    public void Points_far_below_do_not_squeeze_the_chart_but_are_counted() =>
        Assert.Contains("3 validation points lie below the axis and are not drawn.", Page);

    [Fact]
    public void A_bare_run_still_makes_a_report()
    {
        var full = ReportFixture.Sample();
        var errors = new ErrorTable(full.Errors.Multipliers, full.Errors.Powers, new double[20, 36], new double[20, 36]);
        var bare = full with
        {
            Results = full.Results with
            {
                OperatingPoints = [full.Results.OperatingPoints[0]],
                Baselines = null,
                Note = [],
                Seconds = new Dictionary<string, double>(),
            },
            Errors = errors,
            Curves = [new TrainingCurve("one epoch", [new EpochRecord(1, double.NaN, [0.5])])],
            Sweep = [],
            ErrorMaps = [],
            Settings = [],
            Comparisons = [],
        };

        var page = HtmlReport.Render(bare);

        Assert.DoesNotContain("NaN", page);
        Assert.Contains("nothing to compare", page);
        Assert.DoesNotContain("Compared with", page);
        Assert.DoesNotContain("validation points lie below", page);
    }

    [Fact]
    public void A_stage_of_one_epoch_is_a_row_of_a_table_instead_of_an_empty_chart()
    {
        var data = ReportFixture.Sample();
        var page = HtmlReport.Render(
            data with
            {
                Curves =
                [
                    .. data.Curves.Select(c =>
                        c with
                        {
                            Epochs = [c.Epochs[0] with { TrainLoss = 0.1234, ValidationTop1 = [0.5, 0.25] }],
                        }
                    ),
                ],
            }
        );

        Assert.DoesNotContain("Training curve, ", page);
        Assert.Contains("careful 50.00", page);
        Assert.Equal(data.Curves.Count, page.Split(">0.123").Length - 1);
        Assert.Contains("Training curve, baseline", Page);
    }

    [Fact]
    public void Top_5_is_shown_from_100_classes_on()
    {
        var data = ReportFixture.Sample();

        Assert.DoesNotContain("Top-5", Page);
        Assert.Contains("Top-5", HtmlReport.Render(data with { Results = data.Results with { Classes = 100 } }));
    }

    [Fact]
    public void Parts_that_do_not_fit_together_are_refused_by_name()
    {
        var data = ReportFixture.Sample();
        var renamed = data with { Layers = [data.Layers[0] with { Name = "other" }, .. data.Layers.Skip(1)] };
        var fewer = data with { Layers = [.. data.Layers.Skip(1)] };
        var shortMap = data with { ErrorMaps = [data.ErrorMaps[0] with { Errors = [1, 2] }] };

        Assert.Contains(
            "careful assigns no multiplier to layer other",
            Assert.Throws<ArgumentException>(() => HtmlReport.Render(renamed)).Message
        );
        Assert.Contains("19 layers but 20 rows", Assert.Throws<ArgumentException>(() => HtmlReport.Render(fewer)).Message);
        Assert.Contains("has 2 entries", Assert.Throws<ArgumentException>(() => HtmlReport.Render(shortMap)).Message);
    }

    [Fact]
    public void A_run_folder_gets_all_five_files()
    {
        var folder = Path.Combine(Path.GetTempPath(), "qosnets-report-" + Guid.NewGuid().ToString("N"));
        try
        {
            RunReport.Write(ReportFixture.Sample(), folder);

            Assert.Equal(
                ["error_table.csv", "layers.csv", "operating_points.csv", "report.html", "results.json"],
                Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)
            );
            Assert.Equal(Page, File.ReadAllText(Path.Combine(folder, "report.html")));
            Assert.Equal(0.9138, ResultsJson.Read(Path.Combine(folder, "results.json")).Exact.Top1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Tags(string page) => [.. Regex.Matches(page, "</?[a-zA-Z0-9]+").Select(m => m.Value)];
}
