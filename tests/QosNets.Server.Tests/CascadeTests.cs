using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using QosNets.Bundles;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Server.Tests;

public class CascadeTests
{
    private const int Classes = 7;

    /// <summary>The bundle of the other tests with accuracies and cascades, measured on random images.</summary>
    private static readonly Bundle Measured = Measure();

    private static readonly Engine Engine = new(Measured);

    [Fact]
    public async Task A_fixed_cascade_answers_each_image_with_the_point_that_it_needs()
    {
        await using var server = await TestServer.StartAsync(Measured);
        var margin = Middle("coarse");
        var set = await Json(await server.PutAsync("cascade", Change(margin, "coarse", "exact")));
        Assert.Equal("cascade", (string)set["chosen_by"]!);
        Assert.Equal(["coarse", "exact"], set["points"]!.AsArray().Select(p => (string)p!));
        Assert.Equal(margin, (float)set["min_margins"]![0]!);
        Assert.Equal(set.ToJsonString(), (await Json(await server.Client.GetAsync("/v2/models/small/cascade"))).ToJsonString());
        Assert.Equal(
            "cascade",
            (string)(await Json(await server.Client.GetAsync("/v2/models/small/operating-point")))["chosen_by"]!
        );

        var seen = new HashSet<string>();
        for (var seed = 0; seed < 20; seed++)
            seen.Add(await AssertAnswer(server, seed, "", new Cascade([1, 0], [margin])));
        // Some requests had images of both points.
        Assert.True(seen.Count > 3, string.Join(" ", seen));

        var metrics = await server.Client.GetStringAsync("/metrics");
        var (asked, unsure, again) = (Count("images"), Count("unsure"), Count("again"));
        Assert.Equal(60, asked);
        Assert.InRange(unsure, 10, 50);
        Assert.Equal(unsure, again);
        var (coarse, exact) = (Power("coarse"), Power("exact"));
        var energy = double.Parse(
            metrics.Split("\nqosnets_relative_energy_total ")[1].Split('\n')[0],
            CultureInfo.InvariantCulture
        );
        Assert.Equal(60 * coarse + again * exact, energy, 9);

        await server.PutAsync("budget", """{"budget": 1}""");
        Assert.Null((await Json(await server.Client.GetAsync("/v2/models/small/cascade")))["points"]);

        double Count(string what) =>
            double.Parse(
                metrics.Split($"\nqosnets_cascade_{what}_total{{pair=\"coarse>exact\"}} ")[1].Split('\n')[0],
                CultureInfo.InvariantCulture
            );
    }

    [Fact]
    public async Task The_cascade_governor_keeps_the_budget_over_requests_and_runs_images_again()
    {
        // A tenth of the images is unsure, and what runs again makes up for all that the cheap point lacks.
        var best = Measured.Points.Max(p => p.ValidationTop1!.Value);
        var steps = new[] { 0.05, 0.1, 0.15 }.Select(s => new CascadeStep(Margin("coarse", s), s, best));
        var promising = Measured.With(Measured.Points, [new CascadeCurve(1, 0, [.. steps])]);
        await using var server = await TestServer.StartAsync(
            promising,
            o => o with { Governor = "cascade", LatencyLimit = TimeSpan.Zero }
        );
        var (low, high) = (Power("coarse"), Power("exact"));
        var budget = low + 0.6 * (high - low);
        await server.PutAsync("budget", FormattableString.Invariant($$"""{"budget": {{budget}}}"""));
        for (var seed = 0; seed < 150; seed++)
            await AssertPointsOfAnswer(server, seed, "");
        var metrics = await server.Client.GetStringAsync("/metrics");
        var energy = double.Parse(
            metrics.Split("\nqosnets_relative_energy_total ")[1].Split('\n')[0],
            CultureInfo.InvariantCulture
        );
        Assert.InRange(energy / 450, low, budget);
        Assert.Matches("\nqosnets_cascade_again_total\\{pair=\"[a-z>]+\"\\} [1-9]", metrics);
        var live = await Json(await server.Client.GetAsync("/live/state"));
        Assert.NotEmpty(live["cascade"]!["validation"]!.AsArray());
    }

    [Fact]
    public async Task A_request_may_name_its_point()
    {
        await using var server = await TestServer.StartAsync(Measured);
        foreach (var point in new[] { "coarse", "exact", "mixed" })
        {
            var pixels = TestServer.Pixels(3, 2);
            var more = $$""", "parameters": {"operating_point": "{{point}}"}""";
            Assert.Equal(
                point,
                await LoadTests.AssertAnswer(server, pixels, await server.InferAsync(TestServer.Json(pixels, more)))
            );
        }
        Assert.Equal(
            "governor",
            (string)(await Json(await server.Client.GetAsync("/v2/models/small/operating-point")))["chosen_by"]!
        );
    }

    [Fact]
    public async Task A_request_may_say_how_sure_it_wants_to_be()
    {
        await using var server = await TestServer.StartAsync(Measured);
        var ascent = Enumerable.Range(0, 3).OrderBy(p => Measured.RelativePower(Measured.Points[p])).ToList();
        // Points that a cheaper one beats are no step on the way.
        ascent =
        [
            .. ascent.Where(
                (p, i) => ascent.Take(i).All(q => Measured.Points[q].ValidationTop1 < Measured.Points[p].ValidationTop1)
            ),
        ];
        Assert.True(ascent.Count > 1);
        foreach (var margin in new[] { 0.01f, Middle("coarse"), 1000f })
        {
            var cascade = new Cascade(ascent, [.. Enumerable.Repeat(margin, ascent.Count - 1)]);
            var more = FormattableString.Invariant($$""", "parameters": {"min_margin": {{margin}}}""");
            for (var seed = 0; seed < 5; seed++)
                await AssertAnswer(server, seed, more, cascade);
        }
    }

    [Theory]
    [InlineData("{}", "points has 0 names; give two or more, from cheap to dear, of exact, coarse, mixed")]
    [InlineData("""{"points": ["exact"], "min_margins": []}""", "points has 1 names")]
    [InlineData("""{"points": ["coarse", "best"], "min_margins": [1]}""", "there is no operating point 'best'")]
    [InlineData("""{"points": ["coarse", "coarse"], "min_margins": [1]}""", "points names one point twice")]
    [InlineData("""{"points": ["coarse", "exact"]}""", "min_margins has 0 numbers for 2 points")]
    [InlineData("""{"points": ["coarse", "exact"], "min_margins": [1, 2]}""", "min_margins has 2 numbers for 2 points")]
    [InlineData("""{"points": ["coarse", "exact"], "min_margins": [-1]}""", "min_margins holds -1")]
    [InlineData("""{"points": "coarse"}""", "the body is not a JSON object such as {\"points\": [\"mixed\", \"exact\"]")]
    public async Task A_wrong_cascade_is_refused_and_changes_nothing(string body, string fault)
    {
        await using var server = await TestServer.StartAsync(Measured);
        var before = await server.Client.GetStringAsync("/v2/models/small/cascade");
        var response = await server.PutAsync("cascade", body);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fault, (string)(await Json(response))["error"]!);
        Assert.Equal(before, await server.Client.GetStringAsync("/v2/models/small/cascade"));
    }

    [Theory]
    [InlineData("""{"operating_point": "best"}""", "parameters.operating_point is 'best'; choose one of exact, coarse, mixed")]
    [InlineData("""{"operating_point": 1}""", "parameters.operating_point is 1; a text is expected")]
    [InlineData("""{"min_margin": 0}""", "parameters.min_margin is 0; it is a margin")]
    [InlineData("""{"min_margin": -1}""", "parameters.min_margin is -1; it is a margin")]
    [InlineData("""{"min_margin": "much"}""", "parameters.min_margin is the text 'much'; a number is expected")]
    [InlineData("""{"min_margin": 1, "operating_point": "exact"}""", "parameters have both operating_point and min_margin")]
    public async Task A_wrong_wish_of_a_request_is_refused(string parameters, string fault)
    {
        await using var server = await TestServer.StartAsync(Measured);
        var response = await server.InferAsync(TestServer.Json(TestServer.Pixels(1, 1), $", \"parameters\": {parameters}"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(fault, (string)(await Json(response))["error"]!);
    }

    [Fact]
    public async Task With_a_key_only_who_has_it_chooses_past_the_budget()
    {
        const string Key = "a-long-secret";
        await using var server = await TestServer.StartAsync(Measured, o => o with { Key = Key });
        var json = TestServer.Json(TestServer.Pixels(1, 1), """, "parameters": {"operating_point": "exact"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.InferAsync(json)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.InferAsync(TestServer.Json(TestServer.Pixels(1, 1)))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.PutAsync("cascade", Change(1, "coarse", "exact"))).StatusCode);
        server.Client.DefaultRequestHeaders.Add("X-QosNets-Key", Key);
        Assert.Equal(HttpStatusCode.OK, (await server.InferAsync(json)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.PutAsync("cascade", Change(1, "coarse", "exact"))).StatusCode);
    }

    /// <summary>Checks an answer of three images against the engine's cascade; returns the points that it names.</summary>
    private static async Task<string> AssertAnswer(TestServer server, int seed, string more, Cascade cascade)
    {
        var (logits, points, margins) = (new float[3 * Classes], new int[3], new float[3]);
        Engine.RunCascade(cascade, TestServer.Pixels(seed, 3), 3, logits, points, margins);
        var named = await AssertPointsOfAnswer(server, seed, more);
        Assert.Equal(points.Select(p => Measured.Points[p].Name), named);
        return string.Join(",", named);
    }

    /// <summary>Checks that each of three images has the logits of the point that the answer names for it.</summary>
    private static async Task<string[]> AssertPointsOfAnswer(TestServer server, int seed, string more)
    {
        var pixels = TestServer.Pixels(seed, 3);
        var response = await server.InferAsync(TestServer.Json(pixels, more));
        var answer = await Json(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, answer.ToJsonString());
        var parameters = answer["parameters"]!;
        var named = parameters["operating_points"] is { } several
            ? ((string)several!).Split(',')
            : [.. Enumerable.Repeat((string)parameters["operating_point"]!, 3)];
        var logits = answer["outputs"]![0]!["data"]!.AsArray().Select(v => (float)v!).ToArray();
        for (var i = 0; i < 3; i++)
        {
            var image = pixels.AsSpan(i * TestServer.ImageLength, TestServer.ImageLength);
            Assert.Equal(Engine.Run(named[i], image, 1), logits[(i * Classes)..((i + 1) * Classes)]);
        }
        return named;
    }

    /// <summary>The median margin of a point, so that about half of the images are unsure.</summary>
    private static float Middle(string point) => Margin(point, 0.5);

    /// <summary>The margin of a point that so many images are below.</summary>
    private static float Margin(string point, double share)
    {
        var p = Measured.IndexOf(point);
        var logits = Engine.Run(p, TestServer.Pixels(9, 101), 101);
        return Enumerable
            .Range(0, 101)
            .Select(i => Engine.Margin(p, logits.AsSpan(i * Classes, Classes)))
            .Order()
            .ElementAt((int)(100 * share));
    }

    private static double Power(string point) => Measured.RelativePower(Measured.Points[Measured.IndexOf(point)]);

    private static string Change(float margin, params string[] points) =>
        FormattableString.Invariant(
            $$"""{"points": [{{string.Join(", ", points.Select(p => $"\"{p}\""))}}], "min_margins": [{{margin}}]}"""
        );

    private static Bundle Measure()
    {
        var pixels = TestServer.Pixels(77, 200);
        // Labels that the exact point mostly gives, so that accuracy rises with power.
        var logits = new Engine(TestServer.Bundle).Run("exact", pixels, 200);
        var random = new Random(3);
        var labels = Enumerable
            .Range(0, 200)
            .Select(i =>
                random.Next(5) == 0
                    ? random.Next(Classes)
                    : Array.IndexOf(logits, logits[(i * Classes)..((i + 1) * Classes)].Max(), i * Classes) - i * Classes
            )
            .ToArray();
        return BundleValidation.Measure(TestServer.Bundle, pixels, labels);
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
