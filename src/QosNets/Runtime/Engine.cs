using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// Runs a bundle in integer arithmetic, bit for bit the same on every processor and with any number of threads
/// (docs/method.md, "Arithmetic of the engine"). All operating points are compiled when the engine is made and share weights
/// and tables; each call names its point, so switching costs nothing. Calls may come from several threads at a time; a call
/// allocates nothing once calls of its size have run.
/// <code>
/// var engine = new Engine(Bundle.Load("fashion-resnet8.qosnet"));
/// var logits = engine.Run("save80", pixels, batch); // [batch, classes]
/// </code>
/// </summary>
public sealed class Engine
{
    private readonly PointProgram[] programs;
    private readonly SpareObjects<EngineCall> calls;
    private readonly SpareObjects<CascadeRun> cascades = new(() => new CascadeRun());

    /// <summary>Compiles all operating points of a bundle.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="options">How the engine runs; null takes the defaults.</param>
    /// <exception cref="Networks.NetworkException">The engine has no operator for a node.</exception>
    /// <exception cref="SettingException">The options name no kernel, and QOSNETS_KERNEL no known one.</exception>
    public Engine(Bundle bundle, EngineOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        Options = options ?? new EngineOptions();
        EngineOperators.Check(bundle.Network);
        Bundle = bundle;
        var plan = new GraphPlan(bundle);
        var path = Options.Path;
        Kernel = path.Name;
        programs = [.. bundle.Points.Select(p => new PointProgram(bundle, plan, p, path))];
        var output = plan.Slot(bundle.Network.Output.Name);
        var workspaces = new SpareObjects<Workspace>(() => new Workspace(plan));
        calls = new SpareObjects<EngineCall>(() =>
            new EngineCall(workspaces, bundle.Network.Input.Shape.Length, bundle.Network.Classes, output)
        );
    }

    /// <summary>The types of nodes that the engine has an operator for.</summary>
    internal static IEnumerable<Type> NodeTypes => EngineOperators.NodeTypes;

    /// <summary>The bundle.</summary>
    public Bundle Bundle { get; }

    /// <summary>How the engine runs.</summary>
    public EngineOptions Options { get; }

    /// <summary>Name of the kernels that it runs on, one of <see cref="EngineOptions.Kernels"/>.</summary>
    public string Kernel { get; }

    /// <summary>The compiled points.</summary>
    internal IReadOnlyList<PointProgram> Programs => programs;

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
            call.Run(programs[point], images, results, batch, Options.Threads ?? KernelOptions.Threads);
        calls.Give(call);
    }

    /// <summary>
    /// Classifies a batch at the first point of a cascade, then the images that it is unsure of at the next, and so on. Each
    /// image gets the bits that <see cref="Run(int, ReadOnlySpan{byte}, int, Span{float})"/> gives it at its last point.
    /// </summary>
    /// <param name="cascade">Points and thresholds.</param>
    /// <param name="pixels">Pixels 0..255, [batch, channels, rows, columns].</param>
    /// <param name="batch">Number of images, at or above 0.</param>
    /// <param name="logits">[batch, classes].</param>
    /// <param name="points">[batch]: takes the index of the point that gave each image's logits.</param>
    /// <param name="margins">[batch]: takes each image's margin at the first point.</param>
    /// <param name="most">
    /// How many images may run at each later point, at or above 0; of more unsure ones those of the least margins run, of
    /// equal ones the first.
    /// </param>
    /// <returns>How many images ran at the second point.</returns>
    /// <exception cref="ArgumentException">There is no such point, the network has fewer than two classes, or a length does
    /// not fit.</exception>
    public int RunCascade(
        Cascade cascade,
        ReadOnlySpan<byte> pixels,
        int batch,
        Span<float> logits,
        Span<int> points,
        Span<float> margins,
        int most = int.MaxValue
    )
    {
        ArgumentNullException.ThrowIfNull(cascade);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        foreach (var point in cascade.PointSpan)
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, programs.Length, nameof(cascade));
        if (Bundle.Network.Classes < 2)
            throw new ArgumentException(
                $"{Bundle.Network.Name} has one class, so no image is closer to another; run one point",
                nameof(cascade)
            );
        if (points.Length != batch || margins.Length != batch)
            throw new ArgumentException(
                $"room for {points.Length} points and {margins.Length} margins where {batch} images are expected",
                nameof(points)
            );
        Run(cascade.First, pixels, batch, logits);
        if (batch == 0)
            return 0;
        points.Fill(cascade.First);
        var run = cascades.Take();
        var again = run.Run(this, cascade, pixels, logits, points, margins, most);
        cascades.Give(run);
        return again;
    }

    /// <summary>
    /// How sure a point is of an image: the distance between its two largest logits, divided by its temperature
    /// (<see cref="OperatingPoint.Temperature"/>).
    /// </summary>
    /// <param name="point">Index of the point in <see cref="Points"/>.</param>
    /// <param name="logits">The point's logits of the image, two or more.</param>
    /// <exception cref="ArgumentException">There is no such point, or there are fewer than two logits.</exception>
    public float Margin(int point, ReadOnlySpan<float> logits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, programs.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(logits.Length, 2, nameof(logits));
        var (largest, second) = (logits[0], float.NegativeInfinity);
        foreach (var logit in logits[1..])
        {
            if (logit > largest)
                (largest, second) = (logit, largest);
            else if (logit > second)
                second = logit;
        }
        return (largest - second) / Points[point].Temperature;
    }
}
