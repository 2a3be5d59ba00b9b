using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Server.Http;
using QosNets.Server.Metrics;
using QosNets.Server.Model;
using QosNets.Server.Page;
using QosNets.Server.Rpc;

namespace QosNets.Server;

/// <summary>
/// Serves one bundle over HTTP/1.1, and over gRPC where it is asked to.
/// <code>
/// var options = new ServeOptions { Name = "resnet8", Urls = ["http://127.0.0.1:8080"], Budget = 0.2 };
/// await using var server = new QosServer(bundle, options, log => log.AddSimpleConsole());
/// await server.RunUntilStoppedAsync(cancel);
/// </code>
/// </summary>
public sealed class QosServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServedModel model;
    private readonly PrometheusExporter exporter;
    private readonly ServeOptions options;
    private readonly ILogger logger;
    private readonly ChangeGuard guard;
    private readonly List<ListenOptions> http = [];
    private readonly List<ListenOptions> grpc = [];
    private bool started;

    /// <summary>Compiles the bundle; <see cref="StartAsync"/> then listens.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="options">How to serve it.</param>
    /// <param name="logging">Says where the log goes.</param>
    /// <exception cref="ServeException">An option is out of its range.</exception>
    public QosServer(Bundle bundle, ServeOptions options, Action<ILoggingBuilder> logging)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        this.options = options;
        // Empty, so that no file and no environment variable changes what is bound or logged: the options say it all.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "qosnets" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddRoutingCore();
        if (options.GrpcUrls.Count > 0)
            RpcSetup.Add(builder.Services, options.LargestBody(bundle.Network.Input.Shape.Length), Calls);
        builder.Services.AddMetrics();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTimeout);
        // What goes wrong at the start is one exception of StartAsync; the framework would print its stack before.
        builder.Logging.AddFilter("Microsoft", level => level >= LogLevel.Warning && started);
        // Calls that fail are logged here, see RpcFaults.
        builder.Logging.AddFilter("Grpc", LogLevel.None);
        logging(builder.Logging);
        app = builder.Build();
        var meters = app.Services.GetRequiredService<IMeterFactory>();
        // Before the meters are made, so that no instrument and no measurement is missed.
        exporter = new PrometheusExporter(meters);
        var control = new PointControl(new Engine(bundle), options.Governor, options.Budget, TimeProvider.System);
        model = new ServedModel(
            bundle,
            options,
            control,
            meters,
            app.Services.GetRequiredService<ILogger<ServedModel>>(),
            TimeProvider.System
        );
        logger = app.Services.GetRequiredService<ILogger<QosServer>>();
        guard = new ChangeGuard(options.Key, Exposed);
        Map();
    }

    /// <summary>Where it listens for HTTP, with the ports that were taken.</summary>
    public IReadOnlyList<string> Addresses => [.. http.Select(e => e.ToString()!)];

    /// <summary>Where it listens for gRPC, with the ports that were taken.</summary>
    public IReadOnlyList<string> GrpcAddresses => [.. grpc.Select(e => e.ToString()!)];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="ServeException">An address cannot be listened on.</exception>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
        {
            throw new ServeException($"cannot listen on {string.Join(", ", AllUrls)}: {Binding.Fault(e)}", e);
        }
        started = true;
        Log.Started(
            logger,
            model.Name,
            model.Bundle.Network.Name,
            model.Bundle.Metadata.Dataset,
            model.Bundle.Points.Count,
            string.Join(", ", Addresses.Concat(GrpcAddresses.Select(a => $"{a} (gRPC)")))
        );
        if (options.Key is null && Exposed)
            Log.NoKey(logger);
    }

    /// <summary>
    /// Waits for a signal to stop (SIGINT, SIGTERM) or for the token, then stops: what was accepted is answered first.
    /// </summary>
    public Task RunUntilStoppedAsync(CancellationToken cancellation = default) => app.WaitForShutdownAsync(cancellation);

    /// <summary>Stops listening, answers what was accepted within <see cref="ServeOptions.DrainTimeout"/>, and ends.</summary>
    public Task StopAsync() => app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        // After the last request, which the workers have to answer.
        model.Dispose();
        exporter.Dispose();
    }

    private IEnumerable<string> AllUrls => options.Urls.Concat(options.GrpcUrls);

    private bool Exposed => AllUrls.Any(u => !Binding.IsLoopback(u));

    private InferenceService Calls() => new(model, c => guard.Check(c, logger), app.Lifetime.ApplicationStopping);

    private void Configure(KestrelServerOptions kestrel)
    {
        foreach (var url in options.Urls)
            Binding.Listen(kestrel, url, HttpProtocols.Http1, http.Add);
        // Without TLS there is nothing that tells the two versions apart, so each has ports of its own.
        foreach (var url in options.GrpcUrls)
            Binding.Listen(kestrel, url, HttpProtocols.Http2, grpc.Add);
        kestrel.AddServerHeader = false;
        // RequestBody holds the limit; the framework's would end the connection before the client can read why.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
    }

    private void Map()
    {
        var lifetime = app.Lifetime;
        lifetime.ApplicationStopping.Register(() => Log.Stopping(logger, model.Active));
        app.Use((context, next) => Errors.Handle(context, next, logger));
        if (options.GrpcUrls.Count > 0)
            RpcSetup.Map(app, model);
        ProtocolEndpoints.Map(app, model, c => guard.Check(c, logger), lifetime.ApplicationStopping);
        CascadeEndpoints.Map(app, model, guard, logger);
        ControlEndpoints.Map(app, model, guard, logger);
        LivePage.Map(app, model, guard.KeyNeeded, TimeProvider.System);
        app.MapRead(
            "/metrics",
            context =>
            {
                context.Response.ContentType = PrometheusText.ContentType;
                return context.Response.WriteAsync(exporter.Write(), context.RequestAborted);
            }
        );
    }
}
