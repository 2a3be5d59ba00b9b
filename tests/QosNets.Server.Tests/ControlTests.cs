using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using QosNets.Bundles;
using Xunit;

namespace QosNets.Server.Tests;

public class ControlTests
{
    private const string Key = "a-long-secret";

    [Fact]
    public async Task A_fixed_point_is_the_one_that_answers()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var point in new[] { "coarse", "exact", "mixed" })
        {
            var set = await Json(await server.PutAsync("operating-point", $$"""{"name": "{{point}}"}"""));
            Assert.Equal((point, "fixed"), ((string)set["name"]!, (string)set["chosen_by"]!));
            Assert.Equal(
                set.ToJsonString(),
                (await Json(await server.Client.GetAsync("/v2/models/small/operating-point"))).ToJsonString()
            );
            Assert.Equal(point, await PointOfAnswer(server));
        }
    }

    [Fact]
    public async Task The_budget_lets_the_governor_choose_and_it_keeps_within_it()
    {
        await using var server = await TestServer.StartAsync(o => o with { LatencyLimit = TimeSpan.Zero });
        var powers = server.Engine.Points.ToDictionary(p => p.Name, TestServer.Bundle.RelativePower);
        await server.PutAsync("operating-point", """{"name": "coarse"}""");
        var budget = await Json(await server.PutAsync("budget", """{"budget": 1}"""));
        Assert.Equal("""{"budget":1,"active":true,"governor":"interpolating"}""", budget.ToJsonString());
        Assert.Equal("exact", await PointOfAnswer(server));
        var low = powers.Values.Min() + 0.5 * (powers["exact"] - powers.Values.Min());
        await server.PutAsync("budget", FormattableString.Invariant($$"""{"budget": {{low}}}"""));
        var spent = 0.0;
        var points = new HashSet<string>();
        for (var i = 0; i < 100; i++)
        {
            var point = await PointOfAnswer(server);
            spent += powers[point];
            points.Add(point);
        }
        Assert.InRange(spent / 100, 0.8 * low, low + 0.01);
        Assert.True(points.Count > 1, string.Join(" ", points));
    }

    [Fact]
    public async Task Accuracies_of_the_bundle_are_told_and_decide()
    {
        // The dearest point is the worst here, so no budget is a reason to run it.
        double[] accuracies = [0.5, 0.8, 0.9];
        var random = TestServer.Bundle;
        var bundle = new Bundle(
            random.Network,
            random.Library,
            random.Weights,
            random.Quantizers,
            [.. random.Points.Select((p, i) => p with { ValidationTop1 = accuracies[i] })],
            random.Metadata
        );
        await using var server = await TestServer.StartAsync(bundle);
        var points = (await Json(await server.Client.GetAsync("/v2/models/small")))["parameters"]!["operating_points"]!.AsArray();
        Assert.Equal(accuracies, points.Select(p => (double)p!["accuracy"]!));
        for (var i = 0; i < 20; i++)
            Assert.NotEqual("exact", await PointOfAnswer(server));
        await server.PutAsync("operating-point", """{"name": "coarse"}""");
        Assert.Equal(0.8, (double)(await Json(await server.Client.GetAsync("/v2/models/small/operating-point")))["accuracy"]!);
    }

    [Fact]
    public async Task The_adaptive_governor_gets_its_shadow_runs()
    {
        await using var server = await TestServer.StartAsync(o => o with { Governor = "adaptive", LatencyLimit = TimeSpan.Zero });
        await server.PutAsync("budget", """{"budget": 0.9}""");
        for (var i = 0; i < 300; i++)
            await LoadTests.AssertAnswer(
                server,
                TestServer.Pixels(i, 1),
                await server.InferAsync(TestServer.Json(TestServer.Pixels(i, 1)))
            );
        Assert.Matches("\nqosnets_shadows_total [1-9]", await server.Client.GetStringAsync("/metrics"));
    }

    [Theory]
    [InlineData(
        "operating-point",
        """{"name": "fast"}""",
        "there is no operating point 'fast'; choose one of exact, coarse, mixed"
    )]
    [InlineData("operating-point", "{}", "name is missing; choose one of exact, coarse, mixed")]
    [InlineData("operating-point", """{"point": "exact"}""", """the body is not a JSON object such as {"name": "exact"}""")]
    [InlineData("budget", """{"budget": 1.01}""", "budget is 1.01; it is the permitted mean power, 0..1")]
    [InlineData("budget", """{"budget": -0.1}""", "budget is -0.1")]
    [InlineData("budget", """{"budget": NaN}""", "the body is not a JSON object such as")]
    [InlineData("budget", """{"budget": 1e999}""", "budget is Infinity")]
    [InlineData("budget", "null", "the body is not a JSON object such as")]
    [InlineData("budget", "{}", "budget is missing")]
    public async Task A_wrong_wish_is_refused_and_changes_nothing(string what, string body, string fault)
    {
        await using var server = await TestServer.StartAsync();
        var before = await server.Client.GetStringAsync($"/v2/models/small/{what}");
        var response = await server.PutAsync(what, body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fault, (string)(await Json(response))["error"]!);
        Assert.Equal(before, await server.Client.GetStringAsync($"/v2/models/small/{what}"));
    }

    [Theory]
    [InlineData("http://127.0.0.1:0")]
    [InlineData("http://0.0.0.0:0")]
    public async Task With_a_key_only_who_has_it_makes_changes(string url)
    {
        await using var server = await TestServer.StartAsync(o => o with { Urls = [url], Key = Key });
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PutAsync("budget", """{"budget": 0.5}""")).StatusCode);
        server.Client.DefaultRequestHeaders.Add("X-QosNets-Key", "a-long-secreT");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PutAsync("operating-point", """{"name": "exact"}""")).StatusCode);
        server.Client.DefaultRequestHeaders.Remove("X-QosNets-Key");
        server.Client.DefaultRequestHeaders.Add("X-QosNets-Key", Key);
        Assert.Equal(HttpStatusCode.OK, (await server.PutAsync("budget", """{"budget": 0.5}""")).StatusCode);
    }

    [Fact]
    public async Task Reached_from_outside_without_a_key_nothing_can_be_changed_but_all_be_read()
    {
        await using var server = await TestServer.StartAsync(o => o with { Urls = ["http://0.0.0.0:0"] });
        var response = await server.PutAsync("budget", """{"budget": 0.5}""");
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("start it with --key or QOSNETS_KEY", (string)(await Json(response))["error"]!);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/v2/models/small/budget")).StatusCode);
        await PointOfAnswer(server);
    }

    [Fact]
    public async Task A_page_whose_name_was_rebound_to_this_machine_changes_nothing()
    {
        await using var server = await TestServer.StartAsync();
        server.Client.DefaultRequestHeaders.Host = "rebound.example:8080";
        Assert.Equal(HttpStatusCode.Forbidden, (await server.PutAsync("budget", """{"budget": 0.5}""")).StatusCode);
    }

    [Theory]
    [InlineData("https://127.0.0.1:1", "put a proxy in front")]
    [InlineData("127.0.0.1", "give http://HOST:PORT")]
    [InlineData("http://127.0.0.1:0/path", "leave out the path '/path'")]
    [InlineData("http://127.0.0.1:99999", "its port is 99999, ports are 0 to 65535")]
    [InlineData("http://127.0.0.1:http", "'127.0.0.1:http' is no address")]
    [InlineData(
        "http://example.com:8080",
        "'example.com' is no address: give an IP address of this machine, localhost, or * for all"
    )]
    [InlineData(
        "http://203.0.113.7:8080",
        "cannot listen on http://203.0.113.7:8080: this machine has no such address; give one of"
    )]
    public async Task An_address_that_cannot_be_served_is_refused(string url, string fault) =>
        Assert.Contains(
            fault,
            (await Assert.ThrowsAsync<ServeException>(() => TestServer.StartAsync(o => o with { Urls = [url] }))).Message
        );

    [Fact]
    public async Task A_port_in_use_is_an_error_of_one_line()
    {
        await using var server = await TestServer.StartAsync();
        var e = await Assert.ThrowsAsync<ServeException>(() =>
            TestServer.StartAsync(o => o with { Urls = [$"http://127.0.0.1:{server.Address.Port}"] })
        );
        Assert.StartsWith($"cannot listen on http://127.0.0.1:{server.Address.Port}: the port is in use; ", e.Message);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task A_start_that_fails_says_so_once_and_logs_no_stack_trace()
    {
        await using var first = await TestServer.StartAsync();
        var options = new ServeOptions { Name = "small", Urls = [$"http://127.0.0.1:{first.Address.Port}"] };
        var log = new Entries();
        await using var server = new QosServer(TestServer.Bundle, options, logging => logging.AddProvider(log));
        await Assert.ThrowsAsync<ServeException>(() => server.StartAsync());
        Assert.Empty(log.Texts);
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    private static async Task<string> PointOfAnswer(TestServer server) =>
        (string)
            (await Json(await server.InferAsync(TestServer.Json(TestServer.Pixels(1, 1)))))["parameters"]!["operating_point"]!;

    /// <summary>Keeps what is logged.</summary>
    private sealed class Entries : ILoggerProvider, ILogger
    {
        public List<string> Texts { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Texts.Add(formatter(state, exception));

        public void Dispose() { }
    }
}
