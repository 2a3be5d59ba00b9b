using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Server.Http;
using QosNets.Server.Metrics;
using QosNets.Server.Model;
using QosNets.Server.Page;

namespace QosNets.Server;

/// <summary>Serves one bundle over HTTP/1.1.</summary>
public sealed class QosServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ServedModel model;
    private readonly PrometheusExporter exporter;
    private readonly ServeOptions options;
    private readonly ILogger logger;

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
        builder.WebHost.UseKestrelCore().UseUrls([.. options.Urls]).ConfigureKestrel(kestrel => Limits(kestrel, bundle, options));
        builder.Services.AddRoutingCore();
        builder.Services.AddMetrics();
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = options.DrainTimeout);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
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
        Map();
    }

    /// <summary>Where it listens, with the ports that were taken.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

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
            throw new ServeException($"cannot listen on {string.Join(", ", options.Urls)}: {e.Message.Split('\n')[0]}", e);
        }
        Log.Started(
            logger,
            model.Name,
            model.Bundle.Network.Name,
            model.Bundle.Metadata.Dataset,
            model.Bundle.Points.Count,
            string.Join(", ", Addresses)
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

    private bool Exposed => options.Urls.Any(u => !Binding.IsLoopback(u));

    private static void Limits(KestrelServerOptions kestrel, Bundle bundle, ServeOptions options)
    {
        // A pixel as JSON takes 2 to 6 bytes; names and white space get the rest.
        var generous = 64 * 1024 + 12L * options.MaxBatch * bundle.Network.Input.Shape.Length;
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBytes ?? generous;
        kestrel.Limits.MaxConcurrentConnections = options.MaxConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
    }

    private void Map()
    {
        var lifetime = app.Lifetime;
        lifetime.ApplicationStopping.Register(() => Log.Stopping(logger, model.Active));
        app.Use((context, next) => Errors.Handle(context, next, logger));
        ProtocolEndpoints.Map(app, model, lifetime.ApplicationStopping);
        var guard = new ChangeGuard(options.Key, Exposed);
        ControlEndpoints.Map(app, model, guard, logger);
        LivePage.Map(app, model, guard.KeyNeeded, TimeProvider.System);
        app.MapGet(
            "/metrics",
            (HttpContext context) =>
            {
                context.Response.ContentType = PrometheusText.ContentType;
                return context.Response.WriteAsync(exporter.Write(), context.RequestAborted);
            }
        );
    }
}
