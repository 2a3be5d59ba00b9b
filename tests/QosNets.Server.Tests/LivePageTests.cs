using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Xunit;

namespace QosNets.Server.Tests;

/// <summary>The live page in headless Chromium, driven by Playwright.</summary>
public class LivePageTests
{
    // Debian's browser; Playwright's own cannot be downloaded everywhere.
    private static readonly string? Chromium = new[]
    {
        Environment.GetEnvironmentVariable("CHROMIUM"),
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    }.FirstOrDefault(File.Exists);

    [Fact]
    public async Task Moving_the_slider_changes_the_point_and_what_the_page_shows()
    {
        Assert.SkipWhen(
            Chromium is null,
            "there is no Chromium; install it (apt-get install chromium) or name it in the environment variable CHROMIUM"
        );
        await using var server = await TestServer.StartAsync();
        using var stop = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var json = TestServer.Json(TestServer.Pixels(1, 2));
            while (!stop.IsCancellationRequested)
                (await server.InferAsync(json)).Dispose();
        });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var page = await browser.NewPageAsync();
        var (faults, hosts) = (new List<string>(), new HashSet<string>());
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                faults.Add(message.Text);
        };
        page.PageError += (_, error) => faults.Add(error);
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);
        await page.GotoAsync(server.Address.ToString());
        await Assertions.Expect(page.Locator("#connection")).ToHaveTextAsync("live");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("small");
        await Assertions.Expect(page.Locator("#point")).ToHaveTextAsync("exact");

        var slider = page.GetByRole(AriaRole.Slider, new() { Name = "Budget" });
        var lowest = await slider.GetAttributeAsync("min");
        await slider.FocusAsync();
        await slider.PressAsync("Home");
        var cheapest = TestServer.Bundle.Points.MinBy(TestServer.Bundle.RelativePower)!.Name;
        await Assertions.Expect(page.Locator("#point")).ToHaveTextAsync(cheapest);
        await Assertions.Expect(page.Locator("#budget-value")).ToHaveTextAsync($"{lowest}.0 %");
        var budget = JsonNode.Parse(await server.Client.GetStringAsync("/v2/models/small/budget"))!;
        Assert.Equal(double.Parse(lowest!, CultureInfo.InvariantCulture) / 100, (double)budget["budget"]!, 6);
        await Assertions
            .Expect(page.Locator("#power"))
            .ToHaveTextAsync(
                $"{100 * TestServer.Bundle.RelativePower(TestServer.Bundle.Points.First(p => p.Name == cheapest)):0.0} %",
                new() { Timeout = 15_000 }
            );
        Assert.NotEmpty((await page.Locator("#chart .power").GetAttributeAsync("d"))!);

        await page.GetByRole(AriaRole.Button, new() { Name = "fix the point mixed" }).ClickAsync();
        await Assertions.Expect(page.Locator("#point")).ToHaveTextAsync("mixed");
        await Assertions.Expect(page.Locator("#chosen")).ToHaveTextAsync("fixed by a client");
        await stop.CancelAsync();
        await load;
        Assert.Empty(faults);
        Assert.Equal([server.Address.Authority], hosts);
    }

    [Fact]
    public async Task A_change_without_the_key_is_explained_and_one_with_it_is_made()
    {
        Assert.SkipWhen(
            Chromium is null,
            "there is no Chromium; install it (apt-get install chromium) or name it in the environment variable CHROMIUM"
        );
        await using var server = await TestServer.StartAsync(o => o with { Key = "a-long-secret" });
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 360, Height = 740 },
                ColorScheme = ColorScheme.Dark,
            }
        );
        await page.GotoAsync(server.Address.ToString());
        var fix = page.GetByRole(AriaRole.Button, new() { Name = "fix the point coarse" });
        await fix.ClickAsync();
        await Assertions
            .Expect(page.GetByRole(AriaRole.Alert))
            .ToHaveTextAsync("a change needs the key, in the header X-QosNets-Key");
        await page.GetByLabel("Key for changes").FillAsync("a-long-secret");
        await fix.ClickAsync();
        await Assertions.Expect(page.Locator("#point")).ToHaveTextAsync("coarse");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToBeEmptyAsync();
        Assert.True(
            await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth"),
            "the page is wider than a phone"
        );
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Args =
                [
                    "--no-sandbox",
                    "--disable-gpu",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                ],
            }
        );
}
