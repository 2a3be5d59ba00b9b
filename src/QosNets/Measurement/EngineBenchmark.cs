using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Runtime;

namespace QosNets.Measurement;

/// <summary>Speed of the engine at one operating point.</summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Point">Name of the point.</param>
/// <param name="Path">Kernel path of the engine.</param>
/// <param name="Batch">Images of one call.</param>
/// <param name="Threads">Threads that the engine may use.</param>
/// <param name="ImagesPerS">Images a second, the median of the rounds.</param>
/// <param name="GproductsPerS">10^9 products a second, all else that the engine does included.</param>
/// <param name="OutsideShare">Part of the time of all threads, 0..1, that goes neither into laying out activations nor into
/// products: what follows a layer, other steps, waiting.</param>
/// <param name="AllocatedBytes">Bytes that the runtime allocates for one call.</param>
internal sealed record EngineRow(
    string Network,
    string Point,
    string Path,
    int Batch,
    int Threads,
    double ImagesPerS,
    double GproductsPerS,
    double OutsideShare,
    double AllocatedBytes
);

/// <summary>Measures the engine on a bundle with random images.</summary>
internal static class EngineBenchmark
{
    private const int AllocationCalls = 5;

    /// <summary>Measures all operating points.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="batch">Images of one call.</param>
    /// <param name="threads">Numbers of threads.</param>
    /// <param name="options">How long to measure.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>One row for each point and number of threads.</returns>
    /// <exception cref="MeasurementException">The engine's answer depends on the number of threads.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<EngineRow> Run(
        Bundle bundle,
        int batch,
        IReadOnlyList<int> threads,
        RoundOptions options,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batch);
        var engine = new Engine(bundle);
        var pixels = new byte[batch * bundle.Network.Input.Shape.Length];
        new Random(1).NextBytes(pixels);
        var logits = new float[batch * bundle.Network.Classes];
        var cases = Enumerable
            .Range(0, bundle.Points.Count)
            .SelectMany(p => threads.Select(t => (Point: p, Threads: t)))
            .ToList();
        using var scope = new ThreadScope();
        foreach (var (point, count) in cases)
        {
            cancel.ThrowIfCancellationRequested();
            Check(engine, point, count, pixels, batch);
        }
        var calls = cases.Select(c => ThreadScope.On(c.Threads, () => engine.Run(c.Point, pixels, batch, logits))).ToList();
        var times = InterleavedRounds.Measure(calls, options, progress, cancel);
        var products = (double)batch * bundle.Network.Layers.Sum(l => l.Geometry.Multiplications);
        return
        [
            .. cases.Select(
                (c, i) =>
                    new EngineRow(
                        bundle.Network.Name,
                        bundle.Points[c.Point].Name,
                        engine.Kernel,
                        batch,
                        c.Threads,
                        batch / times.Median(i),
                        products / times.Median(i) / 1e9,
                        TimeShares.Of(c.Threads, calls[i]).Outside,
                        Allocated(calls[i])
                    )
            ),
        ];
    }

    private static void Check(Engine engine, int point, int threads, byte[] pixels, int batch)
    {
        KernelOptions.Threads = 1;
        var expected = engine.Run(point, pixels, batch);
        KernelOptions.Threads = threads;
        if (!engine.Run(point, pixels, batch).AsSpan().SequenceEqual(expected))
            throw new MeasurementException(
                $"{engine.Bundle.Network.Name} at {engine.Points[point].Name}: {threads} threads give other logits than one"
            );
    }

    // All threads allocate, so the counter of the whole process is read; what else the process does is small beside it.
    private static double Allocated(Action call)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < AllocationCalls; i++)
            call();
        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / AllocationCalls;
    }
}
