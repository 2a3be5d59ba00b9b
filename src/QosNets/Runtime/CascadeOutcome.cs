using QosNets.Bundles;

namespace QosNets.Runtime;

/// <summary>What a cascade of two points does on a set of images.</summary>
/// <param name="Share">Share of images that ran again, 0..1.</param>
/// <param name="Accuracy">Share of images right at the first guess, 0..1.</param>
internal readonly record struct CascadeOutcome(double Share, double Accuracy)
{
    /// <summary>
    /// The outcome at a threshold from the two points alone: the engine gives an image the same bits whenever it runs it at a
    /// point, so this is what <see cref="Engine.RunCascade"/> gives.
    /// </summary>
    /// <param name="first">What the point that all images run at says of each.</param>
    /// <param name="second">What the next point says of each.</param>
    /// <param name="minMargin">Margin below which the first is unsure.</param>
    /// <exception cref="ArgumentException">There is no image, or their numbers differ.</exception>
    public static CascadeOutcome Of(EvaluationResult first, EvaluationResult second, float minMargin)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var images = first.Top1.Length;
        if (images == 0 || second.Top1.Length != images)
            throw new ArgumentException(
                $"results of {images} and {second.Top1.Length} images; both points need the same ones, one or more",
                nameof(second)
            );
        var (again, right) = (0, 0);
        for (var i = 0; i < images; i++)
        {
            var unsure = !(first.Margins[i] >= minMargin);
            again += unsure ? 1 : 0;
            right += (unsure ? second : first).Top1[i] ? 1 : 0;
        }
        return new CascadeOutcome(again / (double)images, right / (double)images);
    }

    /// <summary>The outcome as a step of a curve.</summary>
    internal CascadeStep ToStep(float minMargin) => new(minMargin, Share, Accuracy);
}
