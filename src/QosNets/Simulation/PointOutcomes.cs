using QosNets.Runtime;

namespace QosNets.Simulation;

/// <summary>
/// What every operating point says of every image. The engine gives the same bits whenever it runs an image at a point, so
/// looking an outcome up is the same as running it.
/// </summary>
internal sealed class PointOutcomes
{
    private const int Batch = 128;

    private readonly int[] labels;
    private readonly int[][] guesses;
    private readonly float[][]? margins;

    /// <summary>Takes outcomes.</summary>
    /// <param name="labels">Class of each image.</param>
    /// <param name="guesses">For each point, the class that it gives each image.</param>
    /// <param name="margins">For each point its margin of each image; null where no cascade is to be simulated.</param>
    /// <exception cref="ArgumentException">There is no image or no point, or the numbers differ.</exception>
    public PointOutcomes(int[] labels, int[][] guesses, float[][]? margins = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(guesses);
        if (labels.Length == 0 || guesses.Length == 0 || guesses.Any(g => g.Length != labels.Length))
            throw new ArgumentException(
                $"{guesses.Length} points, {labels.Length} labels: there must be one guess of each point for each",
                nameof(guesses)
            );
        if (margins is not null && (margins.Length != guesses.Length || margins.Any(m => m.Length != labels.Length)))
            throw new ArgumentException(
                $"margins of {margins.Length} points for {guesses.Length} points and {labels.Length} images: there must be "
                    + $"one of "
                    + $"each point for each",
                nameof(margins)
            );
        (this.labels, this.guesses, this.margins) = (labels, guesses, margins);
    }

    /// <summary>Number of images.</summary>
    public int Images => labels.Length;

    /// <summary>Number of points.</summary>
    public int Points => guesses.Length;

    /// <summary>For each point, the class that it gives each image.</summary>
    public IReadOnlyList<int[]> Guesses => guesses;

    /// <summary>For each point its margin of each image; null where no cascade is to be simulated.</summary>
    public IReadOnlyList<float[]>? Margins => margins;

    /// <summary>Whether a point classifies an image rightly.</summary>
    public bool Correct(int point, int image) => guesses[point][image] == labels[image];

    /// <summary>Whether two points classify an image alike.</summary>
    public bool Agree(int point, int other, int image) => guesses[point][image] == guesses[other][image];

    /// <summary>A point's margin of an image.</summary>
    /// <exception cref="InvalidOperationException">The outcomes were made without margins.</exception>
    public float Margin(int point, int image) =>
        margins is null
            ? throw new InvalidOperationException("these outcomes have no margins, so nothing can run again")
            : margins[point][image];

    /// <summary>Accuracy of a point over all images, 0..1.</summary>
    public double Accuracy(int point) => Enumerable.Range(0, Images).Count(i => Correct(point, i)) / (double)Images;

    /// <summary>Runs every point on every image; of equal logits the first class counts.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="pixels">Pixels 0..255, [images, channels, rows, columns].</param>
    /// <param name="labels">Class of each image.</param>
    /// <exception cref="ArgumentException">Pixels and labels do not fit together.</exception>
    public static PointOutcomes Run(Engine engine, ReadOnlySpan<byte> pixels, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(labels);
        var (image, classes) = (engine.Bundle.Network.Input.Shape.Length, engine.Bundle.Network.Classes);
        if (pixels.Length != (long)labels.Length * image)
            throw new ArgumentException(
                $"{pixels.Length} pixels for {labels.Length} labels; images of {engine.Bundle.Network.Input.Shape} have "
                    + $"{image} each",
                nameof(pixels)
            );
        var guesses = new int[engine.Points.Count][];
        var margins = new float[guesses.Length][];
        var logits = new float[Batch * classes];
        for (var p = 0; p < guesses.Length; p++)
        {
            guesses[p] = new int[labels.Length];
            margins[p] = new float[labels.Length];
            for (var start = 0; start < labels.Length; start += Batch)
            {
                var count = Math.Min(Batch, labels.Length - start);
                engine.Run(p, pixels.Slice(start * image, count * image), count, logits.AsSpan(0, count * classes));
                for (var i = 0; i < count; i++)
                {
                    guesses[p][start + i] = Logits.Largest(logits.AsSpan(i * classes, classes));
                    // Of a single class every point is sure.
                    margins[p][start + i] =
                        classes < 2 ? float.PositiveInfinity : engine.Margin(p, logits.AsSpan(i * classes, classes));
                }
            }
        }
        return new PointOutcomes(labels, guesses, margins);
    }
}
