using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Xunit;

namespace QosNets.Server.Tests;

public class LoadTests
{
    [Fact]
    public async Task A_full_queue_answers_429_with_the_reason_and_a_client_that_leaves_makes_room()
    {
        await using var server = await TestServer.StartAsync(o =>
            o with
            {
                MaxBatch = 4,
                MaxQueue = 4,
                LatencyLimit = TimeSpan.FromSeconds(20),
            }
        );
        using var leave = new CancellationTokenSource();
        var waiting = server.Client.PostAsync(
            "/v2/models/small/infer",
            new StringContent(TestServer.Json(TestServer.Pixels(1, 3))),
            leave.Token
        );
        await Gauge(server, "qosnets_queue_images", 3);
        var refused = await server.InferAsync(TestServer.Json(TestServer.Pixels(2, 2)));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(1, refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Contains("the queue of 4 images has no room for 2 more", await refused.Content.ReadAsStringAsync());
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await Gauge(server, "qosnets_queue_images", 0);
        Assert.Equal(HttpStatusCode.OK, (await server.InferAsync(TestServer.Json(TestServer.Pixels(3, 4)))).StatusCode);
    }

    [Fact]
    public async Task Requests_beyond_the_limit_are_answered_429()
    {
        await using var server = await TestServer.StartAsync(o =>
            o with
            {
                MaxRequests = 2,
                LatencyLimit = TimeSpan.FromSeconds(2),
                MaxBatch = 4,
            }
        );
        var waiting = Enumerable.Range(0, 2).Select(i => server.InferAsync(TestServer.Json(TestServer.Pixels(i, 1)))).ToArray();
        await Gauge(server, "qosnets_requests_active", 2);
        var refused = await server.InferAsync(TestServer.Json(TestServer.Pixels(2, 1)));
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Contains("2 requests are being answered", await refused.Content.ReadAsStringAsync());
        Assert.All(await Task.WhenAll(waiting), r => Assert.Equal(HttpStatusCode.OK, r.StatusCode));
    }

    [Fact]
    public async Task A_shutdown_answers_what_was_accepted()
    {
        await using var server = await TestServer.StartAsync(o => o with { LatencyLimit = TimeSpan.FromSeconds(1) });
        var inputs = Enumerable.Range(0, 5).Select(i => TestServer.Pixels(i, 2)).ToArray();
        var waiting = inputs.Select(i => server.InferAsync(TestServer.Json(i))).ToArray();
        await Gauge(server, "qosnets_queue_images", 10);
        await server.StopAsync();
        for (var i = 0; i < inputs.Length; i++)
            await AssertAnswer(server, inputs[i], await waiting[i]);
        await Assert.ThrowsAsync<HttpRequestException>(() => server.Client.GetAsync("/v2/health/live"));
    }

    /// <summary>Two seconds here; the environment variable QOSNETS_STRESS_SECONDS asks for more.</summary>
    [Fact]
    public async Task Every_answer_is_that_of_the_point_it_names_while_points_are_switched_without_pause()
    {
        var seconds = double.Parse(Environment.GetEnvironmentVariable("QOSNETS_STRESS_SECONDS") ?? "2");
        await using var server = await TestServer.StartAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        var clients = Enumerable
            .Range(0, 8)
            .Select(c =>
                Task.Run(async () =>
                {
                    var (pixels, points) = (TestServer.Pixels(c, 1 + c % 3), new HashSet<string>());
                    var json = TestServer.Json(pixels);
                    while (!stop.IsCancellationRequested)
                        points.Add(await AssertAnswer(server, pixels, await server.InferAsync(json)));
                    return points;
                })
            )
            .ToArray();
        for (var i = 0; !stop.IsCancellationRequested; i++)
            Assert.Equal(
                HttpStatusCode.OK,
                (await server.PutAsync("operating-point", $$"""{"name": "{{server.Engine.Points[i % 3].Name}}"}""")).StatusCode
            );
        Assert.Equal(3, (await Task.WhenAll(clients)).SelectMany(p => p).Distinct().Count());
    }

    /// <summary>Waits until a gauge of /metrics has a value.</summary>
    internal static async Task Gauge(TestServer server, string name, double value)
    {
        var text = "";
        for (var i = 0; i < 200; i++)
        {
            text = (await server.Client.GetStringAsync("/metrics"))
                .Split('\n')
                .Single(l => l.StartsWith(name + " ", StringComparison.Ordinal));
            if (double.Parse(text[(name.Length + 1)..]) == value)
                return;
            await Task.Delay(50);
        }
        Assert.Fail($"{text} where {value} is expected");
    }

    /// <summary>Checks an answer to the bit; returns the point that it names.</summary>
    internal static async Task<string> AssertAnswer(TestServer server, byte[] pixels, HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        var answer = JsonNode.Parse(text)!;
        var point = (string)answer["parameters"]!["operating_point"]!;
        var expected = server.Engine.Run(point, pixels, pixels.Length / TestServer.ImageLength);
        var logits = answer["outputs"]![0]!["data"]!.AsArray().Select(v => (float)v!).ToArray();
        Assert.True(
            MemoryMarshal.AsBytes(logits.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(expected.AsSpan())),
            $"wrong logits at {point}"
        );
        return point;
    }
}
