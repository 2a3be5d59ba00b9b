using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using QosNets.Reporting.Results;
using Xunit;

namespace QosNets.Tests.Reporting;

public class ResultsJsonTests
{
    private static readonly string Schema = File.ReadAllText(Path.Combine(Root(), "docs", "results-schema.md"));

    [Fact]
    public void Results_survive_writing_and_reading()
    {
        var json = ResultsJson.ToJson(ReportFixture.Sample("\"ü\\\n").Results);
        var read = ResultsJson.FromJson(json);

        Assert.Equal(json, ResultsJson.ToJson(read));
        Assert.Equal("resnet20\"ü\\\n", read.Network);
        Assert.Equal(new Interval(0.0031, 0.0097), read.OperatingPoints[1].LossInterval);
        Assert.Equal(20, read.OperatingPoints[2].Assignment.Count);
        Assert.Equal(48213, read.Selection.Exact.Nodes);
        Assert.Equal(7, read.Selection.Kmeans.ViolatingRows);
    }

    [Fact]
    public void Assignments_and_stages_keep_their_order()
    {
        var sample = ReportFixture.Sample();
        var read = ResultsJson.FromJson(ResultsJson.ToJson(sample.Results));

        Assert.Equal(sample.Layers.Select(l => l.Name), read.OperatingPoints[0].Assignment.Keys);
        Assert.Equal(sample.Results.Seconds.Keys, read.Seconds.Keys);
    }

    [Fact]
    public void An_infinite_v_is_written_and_read()
    {
        var results = ReportFixture.Sample().Results;
        var selection = results.Selection with { Kmeans = results.Selection.Kmeans with { WorstV = double.PositiveInfinity } };

        var read = ResultsJson.FromJson(ResultsJson.ToJson(results with { Selection = selection }));

        Assert.Equal(double.PositiveInfinity, read.Selection.Kmeans.WorstV);
    }

    [Theory]
    [InlineData("\"n\": 4,", "")]
    [InlineData("\"n\": 4,", "\"n\": 4, \"m\": 5,")]
    [InlineData("\"network\": \"resnet20\"", "\"network\": null")]
    [InlineData("\"loss_interval\": [", "\"loss_interval\": [1,")]
    [InlineData("\"loss_interval\": [", "\"loss_interval\": [\"low\",")]
    public void Missing_unknown_and_broken_properties_are_refused(string original, string broken)
    {
        var json = ResultsJson.ToJson(ReportFixture.Sample().Results);
        Assert.Contains(original, json);

        Assert.Throws<JsonException>(() => ResultsJson.FromJson(json.Replace(original, broken)));
    }

    [Fact]
    public void Every_property_is_in_the_schema_document_and_its_example()
    {
        var properties = new SortedSet<string>();
        using var document = JsonDocument.Parse(ResultsJson.ToJson(ReportFixture.Sample().Results));
        Collect(document.RootElement, properties);
        Assert.True(properties.Count > 35);

        Assert.All(
            properties,
            p =>
            {
                Assert.Matches($@"`([a-z_]+\.)*{p}(\.[a-z_]+)*`", Schema);
                Assert.Contains($"\"{p}\":", Schema);
            }
        );
    }

    [Fact]
    public void The_example_of_the_schema_document_is_valid()
    {
        var example = Regex.Match(Schema, "```json\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

        var results = ResultsJson.FromJson(example);

        var point = results.OperatingPoints[0];
        Assert.Equal(point.Loss, results.Exact.Top1 - point.Top1, 1e-12);
        Assert.Equal(1, point.Saving + point.RelativePower, 1e-12);
    }

    // Maps by layer, stage and component have keys of their own, which are no properties.
    private static void Collect(JsonElement element, SortedSet<string> properties)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
                Collect(item, properties);
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in element.EnumerateObject())
            {
                properties.Add(property.Name);
                if (property.Name is not ("versions" or "assignment" or "seconds"))
                    Collect(property.Value, properties);
            }
        }
    }

    private static string Root([CallerFilePath] string file = "")
    {
        var folder = Path.GetDirectoryName(file);
        while (folder is not null && !File.Exists(Path.Combine(folder, "QosNets.slnx")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException($"no QosNets.slnx above {file}");
    }
}
