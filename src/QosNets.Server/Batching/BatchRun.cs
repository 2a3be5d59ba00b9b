namespace QosNets.Server.Batching;

/// <summary>What a request asks for itself, past the budget.</summary>
/// <param name="Point">Index of the operating point that its images run at, or null.</param>
/// <param name="MinMargin">
/// Least margin at which an image stops on its way from the cheapest point to the best, or null; above 0.
/// </param>
internal readonly record struct Wish(int? Point, float? MinMargin)
{
    /// <summary>Whether it asks for nothing, so that the server chooses.</summary>
    public bool IsNone => Point is null && MinMargin is null;
}

/// <summary>Images that were at a point of a cascade and what became of them.</summary>
/// <param name="First">Index of the point.</param>
/// <param name="Second">Index of the point that comes next.</param>
/// <param name="Images">Images that ran at the first.</param>
/// <param name="Unsure">Those of them that it was unsure of.</param>
/// <param name="Again">Those that ran at the second: all unsure ones, or as many as the budget had room for.</param>
internal readonly record struct CascadeStage(int First, int Second, int Images, int Unsure, int Again);

/// <summary>How a batch ran.</summary>
/// <param name="Runs">How many images ran at each point; one that ran twice counts twice.</param>
/// <param name="Stages">The steps of the cascade, if it was one.</param>
/// <param name="Accuracy">Accuracy to be expected of its images, or null where it is not known.</param>
internal sealed record BatchRun(IReadOnlyList<int> Runs, IReadOnlyList<CascadeStage> Stages, double? Accuracy);

/// <summary>Runs a batch.</summary>
/// <param name="wish">What all its requests ask for.</param>
/// <param name="pixels">Pixels of all images.</param>
/// <param name="images">Number of images.</param>
/// <param name="logits">[images, classes].</param>
/// <param name="points">[images]: takes the index of the point that gave each image's logits.</param>
internal delegate BatchRun RunBatch(in Wish wish, ReadOnlySpan<byte> pixels, int images, Span<float> logits, Span<int> points);
