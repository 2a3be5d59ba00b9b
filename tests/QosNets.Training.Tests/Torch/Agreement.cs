using QosNets.Data;
using QosNets.Runtime;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

/// <summary>How far the trainer's logits are from the engine's.</summary>
/// <param name="Equal">Share of the images on which no logit differs by more than 10⁻⁴ of the logits' deviation.</param>
/// <param name="Mean">Mean over the images of the largest difference, in deviations of the logits.</param>
/// <param name="Largest">Largest difference.</param>
/// <param name="OtherTop1">Images with another highest logit.</param>
internal sealed record Agreement(double Equal, double Mean, double Largest, int OtherTop1)
{
    public static Agreement Measure(ForwardPass pass, Engine engine, ImageSet images, int count)
    {
        var expected = engine.Run(pass.Point!, images.Pixels.AsSpan(0, count * images.ImageSize), count);
        return Between(expected, TrainersLogits(pass, images, count), engine.Bundle.Network.Classes);
    }

    public static Agreement Between(float[] expected, float[] actual, int classes)
    {
        var mean = expected.Average();
        var deviation = Math.Sqrt(expected.Average(v => (v - mean) * (v - mean)));
        var differences = expected
            .Zip(actual, (e, a) => Math.Abs(e - a) / deviation)
            .Chunk(classes)
            .Select(d => d.Max())
            .ToArray();
        return new Agreement(
            differences.Count(d => d <= 1e-4) / (double)differences.Length,
            differences.Average(),
            differences.Max(),
            expected.Chunk(classes).Zip(actual.Chunk(classes)).Count(p => Logits.Largest(p.First) != Logits.Largest(p.Second))
        );
    }

    private static float[] TrainersLogits(ForwardPass pass, ImageSet images, int count)
    {
        using var off = no_grad();
        var logits = new List<float>();
        foreach (var batch in Enumerable.Range(0, count).Chunk(250))
        {
            using var scope = NewDisposeScope();
            logits.AddRange(Small.Values(pass.Run(TrainingData.PlainBatch(images, batch).Images)));
        }
        return [.. logits];
    }
}
