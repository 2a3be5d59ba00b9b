using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// Runs a bundle in integer arithmetic, bit for bit the same on every processor and with any number of threads
/// (docs/method.md, "Arithmetic of the engine"). All operating points are compiled when the engine is made and share weights
/// and tables; each call names its point, so switching costs nothing. Calls may come from several threads at a time; a call
/// allocates nothing once calls of its size have run.
/// </summary>
public sealed class Engine
{
    private readonly PointProgram[] programs;
    private readonly SpareObjects<EngineCall> calls;

    /// <summary>Compiles all operating points of a bundle.</summary>
    /// <exception cref="Networks.NetworkException">The engine has no operator for a node.</exception>
    public Engine(Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        EngineOperators.Check(bundle.Network);
        Bundle = bundle;
        var plan = new GraphPlan(bundle);
        programs = [.. bundle.Points.Select(p => new PointProgram(bundle, plan, p))];
        var output = plan.Slot(bundle.Network.Output.Name);
        var workspaces = new SpareObjects<Workspace>(() => new Workspace(plan));
        calls = new SpareObjects<EngineCall>(() =>
            new EngineCall(workspaces, bundle.Network.Input.Shape.Length, bundle.Network.Classes, output)
        );
    }

    /// <summary>The types of nodes that the engine has an operator for.</summary>
    public static IEnumerable<Type> NodeTypes => EngineOperators.NodeTypes;

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
    public unsafe void Run(int point, ReadOnlySpan<byte> pixels, int batch, Span<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, programs.Length);
        var (image, classes) = (Bundle.Network.Input.Shape.Length, Bundle.Network.Classes);
        if (pixels.Length != (long)batch * image)
            throw new ArgumentException(
                $"{pixels.Length} pixels where {batch} images of {Bundle.Network.Input.Shape} are expected",
                nameof(pixels)
            );
        if (logits.Length != (long)batch * classes)
            throw new ArgumentException(
                $"room for {logits.Length} logits where {batch} images of {classes} classes are expected",
                nameof(logits)
            );
        if (batch == 0)
            return;
        var call = calls.Take();
        fixed (byte* images = pixels)
        fixed (float* results = logits)
            call.Run(programs[point], images, results, batch, KernelOptions.Threads);
        calls.Give(call);
    }
}
