using System.Text;
using Microsoft.Extensions.Logging;
using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Tests.Runtime;

namespace QosNets.Server.Tests;

/// <summary>
/// A server of a small random bundle on a free loopback port, with a client and an engine of its own to compare with.
/// </summary>
internal sealed class TestServer : IAsyncDisposable
{
    public const string Name = "small";

    private readonly QosServer server;

    private TestServer(QosServer server, Bundle bundle)
    {
        this.server = server;
        Engine = new Engine(bundle);
        Client = new HttpClient
        {
            BaseAddress = new Uri(server.Addresses[0].Replace("0.0.0.0", "127.0.0.1")),
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    /// <summary>A bundle with the points exact, coarse and mixed for images of 1×16×18, 7 classes.</summary>
    public static Bundle Bundle { get; } =
        RandomBundles.Make(BuiltInNetworks.Create("lenet5", new Shape(1, 16, 18), 7, [0.3f], [0.4f]), seed: 41);

    public static int ImageLength => Bundle.Network.Input.Shape.Length;

    public HttpClient Client { get; }

    public Engine Engine { get; }

    public Uri Address => Client.BaseAddress!;

    public Uri GrpcAddress => new(server.GrpcAddresses[0]);

    public static Task<TestServer> StartAsync(Func<ServeOptions, ServeOptions>? change = null) => StartAsync(Bundle, change);

    public static async Task<TestServer> StartAsync(Bundle bundle, Func<ServeOptions, ServeOptions>? change = null)
    {
        var options = new ServeOptions
        {
            Name = Name,
            Urls = ["http://127.0.0.1:0"],
            Workers = 2,
        };
        var server = new QosServer(
            bundle,
            change?.Invoke(options) ?? options,
            logging => logging.SetMinimumLevel(LogLevel.Warning)
        );
        await server.StartAsync();
        return new TestServer(server, bundle);
    }

    public static byte[] Pixels(int seed, int images) => RandomTables.Bytes(new Random(seed), images * ImageLength);

    /// <summary>A request's JSON.</summary>
    public static string Json(byte[] pixels, string more = "") =>
        $$"""{"inputs": [{"name": "input", "datatype": "UINT8", "shape": [{{pixels.Length / ImageLength}}, 1, 16, 18], "data": [{{string.Join(",", pixels)}}]}]{{more}}}""";

    public Task<HttpResponseMessage> InferAsync(string json) =>
        Client.PostAsync($"/v2/models/{Name}/infer", new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<HttpResponseMessage> PutAsync(string what, string json) =>
        Client.PutAsync($"/v2/models/{Name}/{what}", new StringContent(json, Encoding.UTF8, "application/json"));

    public Task StopAsync() => server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
    }
}
