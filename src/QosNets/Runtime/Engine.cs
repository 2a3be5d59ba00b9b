using System.Collections.Concurrent;

namespace QosNets.Runtime;

/// <summary>
/// Runs a bundle in integer arithmetic, bit for bit the same on every processor and with any number of threads
/// (method.md, "Arithmetic of the engine"). All operating points are compiled when the engine is made and share weights
/// and tables; each call names its point, so switching costs nothing. Calls may come from several threads at a time.
/// </summary>
public sealed class Engine
{
    // Images that go through the network together: enough to fill the kernels, few enough for the caches.
    private const int MaxBatch = 64;

    private readonly GraphPlan plan;
    private readonly PointProgram[] programs;
    private readonly ConcurrentBag<Workspace> workspaces = [];

    /// <summary>Compiles all operating points of a bundle.</summary>
    public Engine(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Bundle = bundle;
        plan = new GraphPlan(bundle);
        programs = [.. bundle.Points.Select(p => new PointProgram(bundle, plan, p))];
    }

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>The operating points; calls name them by name or by index.</summary>
    public IReadOnlyList<OperatingPoint> Points => Bundle.Points;

    /// <summary>Classifies a batch at the named operating point.</summary>
    /// <param name="point">Name of the point.</param>
    /// <param name="pixels">Pixels 0..255, [batch, channels, rows, columns].</param>
    /// <param name="batch">Number of images, at or above 0.</param>
    /// <returns>Logits [batch, classes].</returns>
    /// <exception cref="BundleException">There is no such point.</exception>
    /// <exception cref="ArgumentException">The number of pixels does not fit.</exception>
    public float[] Run(string point, ReadOnlySpan<byte> pixels, int batch) => Run(Bundle.IndexOf(point), pixels, batch);

    /// <summary>Classifies a batch at an operating point.</summary>
    /// <param name="point">Index of the point in <see cref="Points"/>.</param>
    /// <param name="pixels">Pixels 0..255, [batch, channels, rows, columns].</param>
    /// <param name="batch">Number of images, at or above 0.</param>
    /// <returns>Logits [batch, classes].</returns>
    /// <exception cref="ArgumentException">There is no such point, or the number of pixels does not fit.</exception>
    public float[] Run(int point, ReadOnlySpan<byte> pixels, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        var logits = new float[batch * Bundle.Network.Classes];
        Run(point, pixels, batch, logits);
        return logits;
    }

    /// <summary>Classifies a batch at an operating point, into a buffer.</summary>
    /// <param name="point">Index of the point in <see cref="Points"/>.</param>
    /// <param name="pixels">Pixels 0..255, [batch, channels, rows, columns].</param>
    /// <param name="batch">Number of images, at or above 0.</param>
    /// <param name="logits">[batch, classes].</param>
    /// <exception cref="ArgumentException">There is no such point, or a length does not fit.</exception>
    public void Run(int point, ReadOnlySpan<byte> pixels, int batch, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, programs.Length);
        var (image, classes) = (Bundle.Network.Input.Shape.Length, Bundle.Network.Classes);
        if (pixels.Length != (long)batch * image)
            throw new ArgumentException($"{pixels.Length} pixels where {batch} images of {Bundle.Network.Input.Shape} are expected", nameof(pixels));
        if (logits.Length != (long)batch * classes)
            throw new ArgumentException($"room for {logits.Length} logits where {batch} images of {classes} classes are expected", nameof(logits));
        if (!workspaces.TryTake(out var workspace))
            workspace = new Workspace(plan, image);
        for (var start = 0; start < batch; start += MaxBatch)
        {
            var count = Math.Min(MaxBatch, batch - start);
            workspace.Reserve(count);
            pixels.Slice(start * image, count * image).CopyTo(workspace.Pixels);
            programs[point].Run(workspace, count);
            ReadLogits(workspace, count, logits.Slice(start * classes, count * classes));
        }
        workspaces.Add(workspace);
    }

    private void ReadLogits(Workspace workspace, int count, Span<float> logits)
    {
        var output = plan.Slot(Bundle.Network.Output.Name);
        if (output.Quantizer is { } q)
            Elementwise.Dequantize(workspace.Bytes(output, count), q.Scale, q.ZeroPoint, logits);
        else
            workspace.Floats(output, count).CopyTo(logits);
    }
}
