using System.Globalization;
using System.Text.RegularExpressions;
using QosNets.Server.Batching;
using QosNets.Server.Model;
using Xunit;

namespace QosNets.Server.Tests;

public partial class MetricsTests
{
    [Fact]
    public async Task Metrics_are_in_the_text_format_and_count_what_happened()
    {
        await using var server = await TestServer.StartAsync();
        await server.PutAsync("operating-point", """{"name": "mixed"}""");
        foreach (var images in new[] { 1, 2, 5 })
            await server.InferAsync(TestServer.Json(TestServer.Pixels(1, images)));
        await server.InferAsync("{}");
        var text = await server.Client.GetStringAsync("/metrics");
        Assert.All(text.TrimEnd('\n').Split('\n'), line => Assert.Matches(Line(), line));
        Assert.Contains("qosnets_requests_total{status=\"200\"} 3\n", text);
        Assert.Contains("qosnets_requests_total{status=\"400\"} 1\n", text);
        Assert.Contains("qosnets_images_total{point=\"mixed\"} 8\n", text);
        Assert.Contains("qosnets_request_duration_seconds_count 4\n", text);
        Assert.Contains("qosnets_batch_images_bucket{le=\"1\"} 1\n", text);
        Assert.Contains("qosnets_batch_images_bucket{le=\"2\"} 2\n", text);
        Assert.Contains("qosnets_batch_images_bucket{le=\"8\"} 3\n", text);
        Assert.Contains("qosnets_batch_images_bucket{le=\"+Inf\"} 3\n", text);
        Assert.Contains("qosnets_point_current{point=\"mixed\"} 1\n", text);
        Assert.Contains("qosnets_point_current{point=\"exact\"} 0\n", text);
        Assert.Contains("qosnets_budget 1\n", text);
        var power = TestServer.Bundle.RelativePower(TestServer.Bundle.Points[2]);
        var energy = double.Parse(text.Split("\nqosnets_relative_energy_total ")[1].Split('\n')[0], CultureInfo.InvariantCulture);
        Assert.Equal(8 * power, energy, 9);
        Assert.Contains("# TYPE kestrel_active_connections gauge\n", text);
        Assert.Contains("# TYPE dotnet_gc_collections_total counter\n", text);
    }

    [Fact]
    public async Task Servers_beside_each_other_count_apart()
    {
        await using var one = await TestServer.StartAsync();
        await using var other = await TestServer.StartAsync();
        await one.InferAsync(TestServer.Json(TestServer.Pixels(1, 1)));
        Assert.Contains("qosnets_images_total", await one.Client.GetStringAsync("/metrics"));
        Assert.DoesNotContain("qosnets_images_total", await other.Client.GetStringAsync("/metrics"));
    }

    [Fact]
    public void The_history_weighs_power_and_accuracy_by_images_and_knows_quiet_seconds()
    {
        var clock = new ManualClock(1000);
        var history = new LiveHistory(clock, [(1.0, 0.9), (0.5, 0.8), (0.25, null)]);
        history.Budget(0.7);
        history.Ran(Batch(0, 10, 0.9));
        history.Ran(Batch(1, 29, 0.8));
        history.Shadowed(0);
        history.Ran(Batch(1, 1, 0.8));
        history.Answered(TimeSpan.FromMilliseconds(10));
        clock.Pass(3);
        history.Ran(Batch(2, 4, null));
        clock.Pass(1);
        var seconds = history.After(0);
        Assert.Equal([1000, 1001, 1002, 1003], seconds.Where(s => s.Budget is not null).Select(s => s.Time));
        var busy = seconds.Single(s => s.Time == 1000);
        Assert.Equal((40, 0.65, 0.825), (busy.Images, busy.Power!.Value, Math.Round(busy.Accuracy!.Value, 12)));
        Assert.Equal([10, 30, 0], busy.Points!);
        Assert.InRange(busy.P99!.Value, 0.010, 0.012);
        Assert.Null(seconds.Single(s => s.Time == 1001).Power);
        var unknown = seconds.Single(s => s.Time == 1003);
        Assert.Equal((0.25, null), (unknown.Power, unknown.Accuracy));
        Assert.Single(history.After(1002));
        clock.Pass(LiveHistory.Length);
        Assert.All(history.After(0), s => Assert.Equal(0, s.Images));
    }

    [Fact]
    public void Images_that_ran_again_count_once_as_images_and_twice_as_power()
    {
        var clock = new ManualClock(1000);
        var history = new LiveHistory(clock, [(1.0, 0.9), (0.5, 0.8), (0.25, 0.7)]);
        var run = new BatchRun([4, 0, 10], [new CascadeStage(2, 0, 10, 5, 4)], 0.88);
        history.Ran(new BatchMeasure(run, [4, 0, 6], 10, 1, TimeSpan.Zero, TimeSpan.Zero));
        clock.Pass(1);
        var second = history.After(0).Single(s => s.Time == 1000);
        Assert.Equal((10, 0.65, 0.5), (second.Images, second.Power!.Value, second.Unsure!.Value));
        Assert.Equal(0.88, second.Accuracy!.Value, 12);
        Assert.Equal([4, 0, 6], second.Points!);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.99)]
    [InlineData(1)]
    public void Quantiles_are_within_their_bucket(double share)
    {
        var random = new Random(1);
        var (histogram, values) = (new LatencyHistogram(), new List<double>());
        for (var i = 0; i < 1000; i++)
        {
            values.Add(Math.Exp(random.NextDouble() * 8 - 8));
            histogram.Add(TimeSpan.FromSeconds(values[^1]));
        }
        var exact = values.Order().ElementAt((int)Math.Ceiling(share * 1000) - 1);
        Assert.InRange(histogram.Quantile(share)!.Value, exact * 0.999, exact * 1.19);
        Assert.Null(new LatencyHistogram().Quantile(share));
    }

    /// <summary>A batch that ran at one of three points.</summary>
    private static BatchMeasure Batch(int point, int images, double? accuracy)
    {
        var runs = new int[3];
        runs[point] = images;
        return new BatchMeasure(new BatchRun(runs, [], accuracy), runs, images, 1, TimeSpan.Zero, TimeSpan.Zero);
    }

    private sealed class ManualClock(long seconds) : TimeProvider
    {
        private long now = seconds;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(now);

        public void Pass(long more) => now += more;
    }

    [GeneratedRegex(
        """^(# (HELP|TYPE) [a-z_0-9]+ .+|[a-z_0-9]+(\{[a-z_0-9]+="[^"]*"(,[a-z_0-9]+="[^"]*")*\})? (\+Inf|-?[0-9.]+(E[-+]?[0-9]+)?))$"""
    )]
    private static partial Regex Line();
}
