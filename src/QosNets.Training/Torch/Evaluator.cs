using QosNets.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>How a network classifies images.</summary>
/// <param name="Top1">Share of images whose class has the highest logit.</param>
/// <param name="Top5">Share of images whose class is among the five highest logits.</param>
/// <param name="Loss">Mean cross-entropy.</param>
internal readonly record struct Accuracy(double Top1, double Top5, double Loss);

/// <summary>Accuracy of the trainer's network; reports use it for float32 and validation only.</summary>
internal static class Evaluator
{
    private const int Batch = 250;

    /// <summary>Accuracy on the first <paramref name="limit"/> images, unaugmented.</summary>
    public static Accuracy Measure(ForwardPass pass, ImageSet images, CancellationToken cancel, int limit = int.MaxValue)
    {
        using var off = no_grad();
        pass.BatchStatistics = false;
        long first = 0,
            five = 0;
        double loss = 0;
        var all = Enumerable.Range(0, Math.Min(limit, images.Count)).ToArray();
        for (var at = 0; at < all.Length; at += Batch)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (x, y) = TrainingData.PlainBatch(images, all.AsSpan(at, Math.Min(Batch, all.Length - at)));
            var logits = pass.Run(x);
            loss += HeldScalars.Item<float>(F.cross_entropy(logits, y)) * y.shape[0];
            var top = logits.topk((int)Math.Min(5, logits.shape[1]), dim: 1).indexes;
            var hits = top.eq(y.unsqueeze(1));
            first += HeldScalars.Item<long>(hits.select(1, 0).sum());
            five += HeldScalars.Item<long>(hits.sum());
        }
        return new Accuracy(first / (double)all.Length, five / (double)all.Length, loss / all.Length);
    }
}
