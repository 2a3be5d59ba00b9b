using QosNets.Data;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Mean cross-entropy of images, each batch normalised with its own statistics.</summary>
internal static class BatchLoss
{
    /// <summary>Measures. The running statistics of the pass move, its parameters do not.</summary>
    /// <param name="pass">The network.</param>
    /// <param name="images">Where the images are.</param>
    /// <param name="indices">Which, at least one; a rest that is no whole batch is left out unless it is all there is.</param>
    /// <param name="batch">Images of a batch.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static double Of(ForwardPass pass, ImageSet images, int[] indices, int batch, CancellationToken cancel)
    {
        using var off = no_grad();
        pass.BatchStatistics = true;
        var batches = Math.Max(1, indices.Length / batch);
        double sum = 0;
        for (var i = 0; i < batches; i++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (x, y) = TrainingData.PlainBatch(images, indices.AsSpan(i * batch, Math.Min(batch, indices.Length - i * batch)));
            sum += HeldScalars.Item<float>(F.cross_entropy(pass.Run(x), y));
        }
        pass.BatchStatistics = false;
        return sum / batches;
    }
}
