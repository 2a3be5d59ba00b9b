using QosNets.Data;
using QosNets.Numerics;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// Images that training may read: those of the training split, apart into a training part and a validation part, which is
/// never augmented.
/// </summary>
internal sealed class TrainingData(ImageSet images, int validation, int seed, Augmentation? augmentation)
{
    private readonly (int[] Train, ImageSet Validation) split = Split.HoldOut(images, validation, seed);

    /// <summary>All images of both parts.</summary>
    public ImageSet Images => images;

    public IReadOnlyList<int> Train => split.Train;

    public ImageSet Validation => split.Validation;

    /// <summary>
    /// Images of one epoch in the order in which they are seen. Epochs of fewer images walk through the whole training
    /// part before they begin a new order.
    /// </summary>
    public int[] EpochOrder(string stage, int seed, int epoch, int imagesPerEpoch)
    {
        var count = split.Train.Length;
        var length = imagesPerEpoch <= 0 ? count : Math.Min(imagesPerEpoch, count);
        var order = new int[length];
        int[]? pass = null;
        var current = -1L;
        for (var i = 0; i < length; i++)
        {
            var at = (long)epoch * length + i;
            if (at / count != current)
            {
                current = at / count;
                pass = [.. split.Train];
                new DeterministicRandom(
                    DeterministicRandom.Seed(DeterministicRandom.Seed((ulong)seed, $"{stage}/order"), (ulong)current)
                ).Shuffle(pass.AsSpan());
            }
            order[i] = pass![at % count];
        }
        return order;
    }

    /// <summary>Training images in seeded order, at most <paramref name="count"/>, for statistics.</summary>
    public int[] Sample(string purpose, int seed, int count) => EpochOrder(purpose, seed, 0, count);

    /// <summary>A batch of augmented training images: pixels/255 [b,C,H,W] and labels.</summary>
    public (Tensor Images, Tensor Labels) TrainingBatch(ReadOnlySpan<int> indices, ulong seed) =>
        Batch(images, indices, augmentation, seed);

    /// <summary>A batch of images as they are.</summary>
    public static (Tensor Images, Tensor Labels) PlainBatch(ImageSet images, ReadOnlySpan<int> indices) =>
        Batch(images, indices, null, 0);

    private static (Tensor, Tensor) Batch(ImageSet images, ReadOnlySpan<int> indices, Augmentation? augmentation, ulong seed)
    {
        var x = empty([indices.Length, images.Channels, images.Height, images.Width], ScalarType.Float32);
        Batches.Fill(images, indices, TensorSpans.Floats(x), augmentation, seed);
        var labels = new long[indices.Length];
        Batches.FillLabels(images, indices, labels);
        return (x, tensor(labels));
    }
}
