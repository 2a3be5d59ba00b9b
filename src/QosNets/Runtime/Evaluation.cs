namespace QosNets.Runtime;

/// <summary>How one operating point classified a set of images.</summary>
/// <param name="Top1">For each image, whether its label has the largest logit.</param>
/// <param name="Top5">For each image, whether its label is among the five largest logits.</param>
/// <param name="Margins">
/// For each image, how sure the point is of it (<see cref="Engine.Margin"/>); infinite where there is one class.
/// </param>
public sealed record EvaluationResult(bool[] Top1, bool[] Top5, float[] Margins)
{
    /// <summary>Share of images right at the first guess, 0..1.</summary>
    public double Top1Accuracy => Share(Top1);

    /// <summary>Share of images right within five guesses, 0..1.</summary>
    public double Top5Accuracy => Share(Top5);

    private static double Share(bool[] correct) => correct.Length == 0 ? 0 : (double)correct.Count(c => c) / correct.Length;
}

/// <summary>
/// Measures accuracy with the engine, which is what reported figures come from.
/// <code>
/// var top1 = Evaluation.Run(engine, point: 0, images.Test.Pixels, images.Test.Labels).Top1Accuracy;
/// </code>
/// </summary>
public static class Evaluation
{
    private const int Batch = 128;

    /// <summary>
    /// Classifies all images at one operating point. Equal logits rank by class index, so ties are decided alike everywhere.
    /// </summary>
    /// <param name="engine">The engine.</param>
    /// <param name="point">Index of the point in <see cref="Engine.Points"/>.</param>
    /// <param name="pixels">Pixels 0..255, [images, channels, rows, columns].</param>
    /// <param name="labels">Class of each image, 0..classes − 1.</param>
    /// <param name="progress">Called after every batch with the number of images done, or null.</param>
    /// <exception cref="ArgumentException">Pixels and labels do not fit together or to the network.</exception>
    public static EvaluationResult Run(
        Engine engine,
        int point,
        ReadOnlySpan<byte> pixels,
        ReadOnlySpan<int> labels,
        Action<int>? progress = null
    )
    {
        ArgumentNullException.ThrowIfNull(engine);
        var (image, classes) = (engine.Bundle.Network.Input.Shape.Length, engine.Bundle.Network.Classes);
        if (pixels.Length != (long)labels.Length * image)
            throw new ArgumentException(
                $"{pixels.Length} pixels for {labels.Length} labels; images of {engine.Bundle.Network.Input.Shape} have "
                    + $"{image} each",
                nameof(pixels)
            );
        foreach (var label in labels)
        {
            if (label < 0 || label >= classes)
                throw new ArgumentException(
                    $"label {label} is outside 0..{classes - 1}; the data set is not that of the network",
                    nameof(labels)
                );
        }
        var result = new EvaluationResult(new bool[labels.Length], new bool[labels.Length], new float[labels.Length]);
        var logits = new float[Math.Min(Batch, labels.Length) * classes];
        for (var start = 0; start < labels.Length; start += Batch)
        {
            var count = Math.Min(Batch, labels.Length - start);
            engine.Run(point, pixels.Slice(start * image, count * image), count, logits.AsSpan(0, count * classes));
            for (var i = 0; i < count; i++)
            {
                var rank = Logits.Rank(logits.AsSpan(i * classes, classes), labels[start + i]);
                result.Margins[start + i] =
                    classes < 2 ? float.PositiveInfinity : engine.Margin(point, logits.AsSpan(i * classes, classes));
                result.Top1[start + i] = rank < 1;
                result.Top5[start + i] = rank < 5;
            }
            progress?.Invoke(start + count);
        }
        return result;
    }
}
