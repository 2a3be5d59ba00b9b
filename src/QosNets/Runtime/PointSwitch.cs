namespace QosNets.Runtime;

/// <summary>
/// An engine with a current operating point, for callers on many threads. A switch exchanges one reference, whatever the
/// size of the network: nothing is copied, allocated or waited for. A run reads the reference once, ends on the point that
/// it began on, and says which that was.
/// <code>
/// var current = new PointSwitch(engine, bundle.IndexOf("save80"));
/// current.Select(bundle.IndexOf("save95")); // from any thread
/// var ranAt = current.Run(pixels, batch, logits);
/// </code>
/// </summary>
public sealed class PointSwitch
{
    private readonly Selection[] selections;
    private Selection current;

    /// <summary>Starts at an operating point.</summary>
    /// <param name="engine">The engine; its weights are shared by all who run it.</param>
    /// <param name="point">Index of the first point in <see cref="Engine.Points"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public PointSwitch(Engine engine, int point)
    {
        ArgumentNullException.ThrowIfNull(engine);
        Engine = engine;
        // One for each point, made here, so that a switch has nothing to make.
        selections = [.. Enumerable.Range(0, engine.Points.Count).Select(p => new Selection(p))];
        CheckPoint(point);
        current = selections[point];
    }

    /// <summary>The engine.</summary>
    public Engine Engine { get; }

    /// <summary>Index of the point that runs starting now will use.</summary>
    public int Current => Volatile.Read(ref current).Point;

    /// <summary>Switches to a point; runs in progress end on theirs.</summary>
    /// <param name="point">Index of the point in <see cref="Engine.Points"/>.</param>
    /// <returns>Index of the point that was current before.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such point.</exception>
    public int Select(int point)
    {
        CheckPoint(point);
        return Interlocked.Exchange(ref current, selections[point]).Point;
    }

    /// <summary>Classifies a batch at the current point.</summary>
    /// <param name="pixels">Pixels 0..255, [batch, channels, rows, columns].</param>
    /// <param name="batch">Number of images, at or above 0.</param>
    /// <param name="logits">[batch, classes].</param>
    /// <returns>Index of the point that all images of the batch ran at.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public int Run(ReadOnlySpan<byte> pixels, int batch, Span<float> logits)
    {
        var point = Current;
        Engine.Run(point, pixels, batch, logits);
        return point;
    }

    /// <summary>Classifies one image at the current point.</summary>
    /// <param name="image">Pixels 0..255, [channels, rows, columns].</param>
    /// <param name="logits">[classes].</param>
    /// <returns>Index of the point that it ran at.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public int Run(ReadOnlySpan<byte> image, Span<float> logits) => Run(image, 1, logits);

    private void CheckPoint(int point)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(point);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(point, selections.Length);
    }

    private sealed record Selection(int Point);
}
