using System.Diagnostics;
using System.Text.Json.Serialization;
using QosNets.Approximation;
using QosNets.Data;
using QosNets.Runtime;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets evaluate</c> tells; its JSON form as it is.</summary>
internal sealed record BundleEvaluation(
    string File,
    string Network,
    string Dataset,
    int Images,
    int Classes,
    bool PowerIsEstimated,
    string Cost,
    IReadOnlyList<PointEvaluation> Points,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CascadeEvaluation>? Cascades = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CascadeEvaluation? CheapestAsAccurate = null
);

/// <summary>One operating point on some images.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Top1">Share of images whose label has the highest logit, 0..1.</param>
/// <param name="Top5">Share of images whose label is among the five highest logits, 0..1.</param>
/// <param name="Saving">1 − relative power of the multiplications.</param>
/// <param name="ImagesPerSecond">Speed of the engine on this machine.</param>
internal sealed record PointEvaluation(string Name, double Top1, double Top5, double Saving, double ImagesPerSecond)
{
    /// <summary>Runs the engine over all images; gives what it says of each, too.</summary>
    public static (PointEvaluation Point, EvaluationResult Images) Of(Engine engine, int point, ImageSet images)
    {
        // The first images compile code and fill caches; they are not part of the speed.
        var few = Math.Min(images.Count, 64);
        Evaluation.Run(engine, point, images.Pixels.AsSpan(0, few * images.ImageSize), images.Labels.AsSpan(0, few));
        var watch = Stopwatch.StartNew();
        var result = Evaluation.Run(engine, point, images.Pixels, images.Labels);
        var speed = images.Count / watch.Elapsed.TotalSeconds;
        var saving = PowerModel.Saving(engine.Bundle.RelativeCost(engine.Points[point]));
        return (new PointEvaluation(engine.Points[point].Name, result.Top1Accuracy, result.Top5Accuracy, saving, speed), result);
    }
}
