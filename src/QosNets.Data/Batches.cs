using QosNets.Numerics;

namespace QosNets.Data;

/// <summary>Makes the networks' input of images: pixels / 255 as float32, [batch, channels, height, width].</summary>
internal static class Batches
{
    // Below this, starting threads takes longer than the work.
    private const int ParallelFloats = 1 << 17;

    private static readonly float[] Scaled = [.. Enumerable.Range(0, 256).Select(pixel => pixel / 255f)];

    /// <summary>The images as they are: for validation, test and profiling.</summary>
    /// <param name="set">The images.</param>
    /// <param name="indices">Which ones, 0..count − 1, in the order of the batch.</param>
    /// <param name="destination">[indices, channels, height, width].</param>
    public static void Fill(ImageSet set, ReadOnlySpan<int> indices, Span<float> destination) =>
        Fill(set, indices, destination, null, 0);

    /// <summary>The images, changed at random when an augmentation is given.</summary>
    /// <param name="set">The images.</param>
    /// <param name="indices">Which ones, 0..count − 1, in the order of the batch.</param>
    /// <param name="destination">[indices, channels, height, width].</param>
    /// <param name="augmentation">The changes, or null for none.</param>
    /// <param name="seed">
    /// One number per epoch. An image's change depends on it and on the image's index only: not on the batch, the threads or what
    /// came before.
    /// </param>
    /// <exception cref="InvalidOperationException">An augmentation is given for a set of validation or test images.</exception>
    public static unsafe void Fill(
        ImageSet set,
        ReadOnlySpan<int> indices,
        Span<float> destination,
        Augmentation? augmentation,
        ulong seed
    )
    {
        ArgumentNullException.ThrowIfNull(set);
        var size = set.ImageSize;
        if (destination.Length != (long)indices.Length * size)
            throw new ArgumentException(
                $"{destination.Length} floats are not {indices.Length} images of {size}",
                nameof(destination)
            );
        foreach (var index in indices)
        {
            if ((uint)index >= (uint)set.Count)
                throw new ArgumentOutOfRangeException(
                    nameof(indices),
                    $"there is an image {index}, the set has 0..{set.Count - 1}"
                );
        }
        Check(set, augmentation);
        fixed (int* fixedIndices = indices)
        fixed (float* fixedDestination = destination)
        {
            // A fixed variable cannot be captured; these copies live no longer than the block.
            var (from, to) = ((nint)fixedIndices, (nint)fixedDestination);
            if (destination.Length < ParallelFloats)
            {
                for (var i = 0; i < indices.Length; i++)
                    FillOne(i);
            }
            else
            {
                Parallel.For(0, indices.Length, FillOne);
            }

            void FillOne(int i)
            {
                var index = ((int*)from)[i];
                var image = new Span<float>((float*)to + (long)i * size, size);
                var pixels = set.Pixels.AsSpan(index * size, size);
                if (augmentation is null)
                    Scale(pixels, image);
                else
                    Augment(set, pixels, image, augmentation, DeterministicRandom.Seed([seed, (ulong)index]));
            }
        }
    }

    /// <summary>The images' classes, in the type that trainers index with.</summary>
    /// <param name="set">The images.</param>
    /// <param name="indices">Which ones, 0..count − 1, in the order of the batch.</param>
    /// <param name="destination">[indices].</param>
    public static void FillLabels(ImageSet set, ReadOnlySpan<int> indices, Span<long> destination)
    {
        ArgumentNullException.ThrowIfNull(set);
        for (var i = 0; i < indices.Length; i++)
            destination[i] = set.Labels[indices[i]];
    }

    /// <summary>The order of an epoch: a shuffled copy of <paramref name="indices"/> that depends on the seed only.</summary>
    public static int[] Order(ReadOnlySpan<int> indices, ulong seed)
    {
        var order = indices.ToArray();
        new DeterministicRandom(DeterministicRandom.Seed(seed, "order")).Shuffle<int>(order);
        return order;
    }

    private static void Check(ImageSet set, Augmentation? augmentation)
    {
        if (augmentation is null)
            return;
        if (!set.MayBeAugmented)
            throw new InvalidOperationException(
                "validation and test images are never augmented; pass no augmentation for this set"
            );
        if (augmentation.PadValue.Length != set.Channels)
            throw new ArgumentException(
                $"{augmentation.PadValue.Length} border values for {set.Channels} channels",
                nameof(augmentation)
            );
        ArgumentOutOfRangeException.ThrowIfNegative(augmentation.CropPadding, nameof(augmentation));
    }

    private static void Scale(ReadOnlySpan<byte> pixels, Span<float> destination)
    {
        var scaled = Scaled;
        for (var i = 0; i < destination.Length; i++)
            destination[i] = scaled[pixels[i]];
    }

    private static void Augment(
        ImageSet set,
        ReadOnlySpan<byte> pixels,
        Span<float> destination,
        Augmentation augmentation,
        ulong seed
    )
    {
        var random = new DeterministicRandom(seed);
        var flip = (random.NextUInt64() >> 63) != 0 && augmentation.Flip;
        var down = random.NextInt(2 * augmentation.CropPadding + 1) - augmentation.CropPadding;
        var right = random.NextInt(2 * augmentation.CropPadding + 1) - augmentation.CropPadding;
        var (height, width) = (set.Height, set.Width);
        // Columns x of the result that show a column x + right of the image.
        var first = Math.Clamp(-right, 0, width);
        var last = Math.Clamp(width - right, first, width);
        for (var row = 0; row < set.Channels * height; row++)
        {
            var line = destination.Slice(row * width, width);
            var pad = augmentation.PadValue[row / height];
            var y = row % height + down;
            if ((uint)y >= (uint)height)
            {
                line.Fill(pad);
                continue;
            }
            line[..first].Fill(pad);
            line[last..].Fill(pad);
            if (first < last)
                Scale(pixels.Slice((row / height * height + y) * width + first + right, last - first), line[first..last]);
            if (flip)
                line.Reverse();
        }
    }
}
