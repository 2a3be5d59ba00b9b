namespace QosNets.Data;

/// <summary>Labelled images of one size, as bytes.</summary>
public sealed class ImageSet
{
    /// <summary>Makes a set.</summary>
    /// <param name="pixels">[count, channels, height, width], 0..255.</param>
    /// <param name="labels">Class of each image, 0 or more.</param>
    /// <param name="channels">1 or more.</param>
    /// <param name="height">1 or more.</param>
    /// <param name="width">1 or more.</param>
    /// <param name="mayBeAugmented">True for training images only: <see cref="Batches"/> refuses to augment other sets.</param>
    /// <exception cref="ArgumentException">The sizes do not fit together, or a label is negative.</exception>
    public ImageSet(byte[] pixels, int[] labels, int channels, int height, int width, bool mayBeAugmented)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (pixels.LongLength != (long)labels.Length * channels * height * width)
            throw new ArgumentException(
                $"{pixels.LongLength} pixels are not {labels.Length} images of {channels}×{height}×{width}",
                nameof(pixels)
            );
        if (labels.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue))
            throw new ArgumentException("a label is negative; classes count from 0", nameof(labels));
        (Pixels, Labels, Channels, Height, Width, MayBeAugmented) = (pixels, labels, channels, height, width, mayBeAugmented);
    }

    /// <summary>[count, channels, height, width], 0..255.</summary>
    public byte[] Pixels { get; }

    /// <summary>Class of each image.</summary>
    public int[] Labels { get; }

    /// <summary>Channels: 1 grey, 3 red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>Whether these are training images, which may be flipped and shifted.</summary>
    public bool MayBeAugmented { get; }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>Bytes of one image: channels · height · width.</summary>
    public int ImageSize => Channels * Height * Width;

    /// <summary>A copy of some images, in the given order, that refuses augmentation: for validation.</summary>
    /// <param name="indices">Positions, 0..count − 1.</param>
    public ImageSet HeldOut(ReadOnlySpan<int> indices)
    {
        var pixels = new byte[(long)indices.Length * ImageSize];
        var labels = new int[indices.Length];
        for (var i = 0; i < indices.Length; i++)
        {
            labels[i] = Labels[indices[i]];
            Pixels.AsSpan(indices[i] * ImageSize, ImageSize).CopyTo(pixels.AsSpan(i * ImageSize));
        }
        return new ImageSet(pixels, labels, Channels, Height, Width, mayBeAugmented: false);
    }
}
