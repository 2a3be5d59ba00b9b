using System.Diagnostics.Metrics;
using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Server.Batching;
using QosNets.Server.Metrics;
using QosNets.Server.Protocol;

namespace QosNets.Server.Model;

/// <summary>
/// A bundle with all that answers its requests: engine, queue, workers, choice of the operating point, figures.
/// </summary>
internal sealed class ServedModel : IDisposable
{
    /// <summary>Bundles carry no version, and the server holds one bundle for as long as it runs.</summary>
    public const string Version = "1";

    private readonly InferenceQueue queue;
    private readonly BatchWorkers workers;
    private int active;

    /// <summary>Compiles the bundle and starts the workers.</summary>
    public ServedModel(
        Bundle bundle,
        ServeOptions options,
        PointControl control,
        IMeterFactory meters,
        ILogger<ServedModel> logger,
        TimeProvider clock
    )
    {
        (Name, Bundle, Control, Options) = (options.Name, bundle, control, options);
        var (image, classes) = (bundle.Network.Input.Shape.Length, bundle.Network.Classes);
        Metrics = new ServerMetrics(meters);
        History = new LiveHistory(clock, [.. control.Points.Select(p => (p.Power, p.Accuracy))]);
        History.Budget(control.Budget);
        LargestBody = options.LargestBody(image);
        Description = Descriptions.Of(Name, Version, bundle, control.Points, options.MaxBatch);
        Checks = new RequestChecks(bundle.Network.Input.Shape, options.MaxBatch, [.. control.Points.Select(p => p.Name)]);
        Reader = new InferRequestReader(Checks);
        Writer = new InferResponseWriter(Name, Version, classes, [.. control.Points.Select(p => p.Name)]);
        queue = new InferenceQueue(options.MaxQueue, options.MaxBatch, options.LatencyLimit);
        control.Switched = Metrics.Switched;
        control.Shadowed = Shadowed;
        Metrics.Observe(
            () => queue.Images,
            () => Active,
            () => control.Budget,
            () => control.Points.Select((p, i) => (p.Name, p.Power, i == control.Current ? 1 : 0))
        );
        workers = new BatchWorkers(queue, options.Workers, image, classes, control.Run, Ran, e => Log.BatchFailed(logger, e));
    }

    /// <summary>Its name in paths.</summary>
    public string Name { get; }

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>The choice of the operating point.</summary>
    public PointControl Control { get; }

    /// <summary>The settings.</summary>
    public ServeOptions Options { get; }

    /// <summary>Bytes that a request may have.</summary>
    public long LargestBody { get; }

    /// <summary>What the protocol tells of the model.</summary>
    public ModelDocument Description { get; }

    /// <summary>What it takes.</summary>
    public RequestChecks Checks { get; }

    /// <summary>Reads requests.</summary>
    public InferRequestReader Reader { get; }

    /// <summary>Writes answers.</summary>
    public InferResponseWriter Writer { get; }

    /// <summary>Counters.</summary>
    public ServerMetrics Metrics { get; }

    /// <summary>The last minutes.</summary>
    public LiveHistory History { get; }

    /// <summary>Requests being read or answered.</summary>
    public int Active => Volatile.Read(ref active);

    /// <summary>Refuses a request for another model.</summary>
    /// <param name="name">The name that it gives.</param>
    /// <param name="version">The version that it gives; null or empty for any.</param>
    /// <exception cref="RequestException">There is no such model or version.</exception>
    public void CheckName(string? name, string? version)
    {
        if (name != Name)
            throw new RequestException(StatusCodes.Status404NotFound, $"there is no model '{name}'; this server has '{Name}'");
        if (version is not (null or "" or Version))
            throw new RequestException(StatusCodes.Status404NotFound, $"'{Name}' has no version '{version}'; it has {Version}");
    }

    /// <summary>Counts a request in.</summary>
    /// <exception cref="RequestException">There are too many.</exception>
    public void Enter()
    {
        if (Interlocked.Increment(ref active) <= Options.MaxRequests)
            return;
        Leave();
        throw new RequestException(
            StatusCodes.Status429TooManyRequests,
            $"{Options.MaxRequests} requests are being answered, more are not taken at a time; try again"
        )
        {
            RetryAfter = 1,
        };
    }

    /// <summary>Counts a request out.</summary>
    public void Leave() => Interlocked.Decrement(ref active);

    /// <summary>Fixes the operating point.</summary>
    public void Fix(int point)
    {
        Control.Fix(point);
        History.Budget(null);
    }

    /// <summary>Runs all batches to come as a cascade.</summary>
    public void Fix(Cascade cascade)
    {
        Control.Fix(cascade);
        History.Budget(null);
    }

    /// <summary>Sets the budget, from which the governor then chooses.</summary>
    public void SetBudget(double budget)
    {
        Control.SetBudget(budget);
        History.Budget(budget);
    }

    /// <summary>
    /// Puts a request into the queue and waits until it has run. A request whose client leaves before gives up its place.
    /// </summary>
    /// <exception cref="RequestException">The queue is full.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    public async Task<InferenceResult> RunAsync(InferRequest request, CancellationToken left)
    {
        var inference = new Inference(request.Pixels, request.Images, request.Wish);
        if (!queue.TryAdd(inference))
            throw new RequestException(
                StatusCodes.Status429TooManyRequests,
                $"the queue of {Options.MaxQueue} images has no room for {request.Images} more; try again"
            )
            {
                RetryAfter = 1,
            };
        await using (left.UnsafeRegister(_ => TakeBack(inference), null))
            return await inference.Result;
    }

    /// <summary>Runs what waits and ends the workers.</summary>
    public void Dispose() => workers.Dispose();

    private void TakeBack(Inference inference)
    {
        if (queue.Remove(inference))
            inference.Cancel();
    }

    private void Shadowed(int point)
    {
        Metrics.Shadowed(Control.Points[point].Power);
        History.Shadowed(point);
    }

    private void Ran(BatchMeasure measure)
    {
        Metrics.Ran(measure, Control.Points);
        History.Ran(measure);
    }
}
