namespace QosNets.Runtime;

/// <summary>
/// Operating points that images run at in turn: all at the first, and where a point is unsure of an image, that image at
/// the next. A point is unsure when the margin between its two largest logits (<see cref="Engine.Margin"/>) is below a
/// threshold. The idea is that of Viola and Jones (2001), with the confidence of a classifier as in Park and others (2015).
/// <code>
/// var cascade = new Cascade([bundle.IndexOf("save95"), bundle.IndexOf("save80")], minMargins: [1.5f]);
/// var ranAgain = engine.RunCascade(cascade, pixels, batch, logits, points, margins);
/// </code>
/// </summary>
public sealed class Cascade
{
    private readonly int[] points;
    private readonly float[] minMargins;

    /// <summary>Makes a cascade.</summary>
    /// <param name="points">Indices of two or more different points, in the order in which they run.</param>
    /// <param name="minMargins">
    /// For each point but the last, the least margin of an image that it is sure of, at or above 0: at 0 it is sure of all,
    /// at infinity of none.
    /// </param>
    /// <exception cref="ArgumentException">There are fewer than two points, one is there twice or below 0, or a threshold is
    /// negative, no number, missing or one too many.</exception>
    public Cascade(IReadOnlyList<int> points, IReadOnlyList<float> minMargins)
    {
        ArgumentNullException.ThrowIfNull(points);
        ArgumentNullException.ThrowIfNull(minMargins);
        if (points.Count < 2 || points.Distinct().Count() < points.Count || points.Any(p => p < 0))
            throw new ArgumentException(
                $"a cascade of the points {string.Join(", ", points)}; give two or more different ones",
                nameof(points)
            );
        if (minMargins.Count != points.Count - 1)
            throw new ArgumentException(
                $"{minMargins.Count} thresholds for {points.Count} points; give one for each point but the last",
                nameof(minMargins)
            );
        if (minMargins.Any(m => !(m >= 0)))
            throw new ArgumentException(
                FormattableString.Invariant($"a threshold of {minMargins.First(m => !(m >= 0))}; it must be at or above 0"),
                nameof(minMargins)
            );
        (this.points, this.minMargins) = ([.. points], [.. minMargins]);
    }

    /// <summary>Indices of the points, in the order in which they run.</summary>
    public IReadOnlyList<int> Points => points;

    /// <summary>The least margin that each point but the last is sure at.</summary>
    public IReadOnlyList<float> MinMargins => minMargins;

    /// <summary>Index of the point that all images run at.</summary>
    public int First => points[0];

    /// <summary>The points, for loops that must not allocate.</summary>
    internal ReadOnlySpan<int> PointSpan => points;

    /// <summary>The thresholds, for loops that must not allocate.</summary>
    internal ReadOnlySpan<float> MinMarginSpan => minMargins;
}
