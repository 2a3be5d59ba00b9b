using QosNets.Numerics;

namespace QosNets.Data;

/// <summary>Divides training images into those trained on and those held out for validation.</summary>
internal static class Split
{
    /// <summary>
    /// A random division of 0..count − 1; both parts in ascending order, together complete, the same for the same seed for ever.
    /// </summary>
    /// <param name="count">Number of images.</param>
    /// <param name="validation">How many to hold out, 0..count.</param>
    /// <param name="seed">Any number.</param>
    public static (int[] Train, int[] Validation) Random(int count, int validation, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegative(validation);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validation, count);
        var order = Enumerable.Range(0, count).ToArray();
        new DeterministicRandom(DeterministicRandom.Seed((ulong)seed, "split")).Shuffle<int>(order);
        var heldOut = order[..validation];
        var train = order[validation..];
        Array.Sort(heldOut);
        Array.Sort(train);
        return (train, heldOut);
    }

    /// <summary>The same division with the held out images as a set of their own, which refuses augmentation.</summary>
    /// <param name="images">Training images.</param>
    /// <param name="validation">How many to hold out, 0..count.</param>
    /// <param name="seed">Any number.</param>
    /// <returns>Positions in <paramref name="images"/> to train on, and the validation images.</returns>
    public static (int[] Train, ImageSet Validation) HoldOut(ImageSet images, int validation, int seed)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (train, heldOut) = Random(images.Count, validation, seed);
        return (train, images.HeldOut(heldOut));
    }
}
