namespace QosNets.Data;

/// <summary>A data set whose images are made grey or brought to a size after they were read.</summary>
internal static class FormedSet
{
    private const int Red = 77,
        Green = 150,
        Blue = 29;

    /// <summary>The data set in a form, with mean and deviation of it.</summary>
    /// <exception cref="DataException">The images would not fit in memory.</exception>
    public static DataSet Of(DataSet set, ImageForm form) =>
        form.ChangesNothing
            ? set
            : DataSet.Create(set.Name, Of(set.Name, set.Train, form), Of(set.Name, set.Test, form), set.ClassNames) with
            {
                Notes = set.Notes,
            };

    private static ImageSet Of(string name, ImageSet set, ImageForm form)
    {
        var channels = form.Grey ? 1 : set.Channels;
        var (height, width) = form.Size > 0 ? (form.Size, form.Size) : (set.Height, set.Width);
        var (own, plane) = (set.Height * set.Width, height * width);
        if ((long)set.Count * channels * plane > Array.MaxLength)
            throw new DataException(
                $"{name}: {set.Count} images of {width}×{height} do not fit in memory; use a smaller images.size"
            );
        var pixels = new byte[set.Count * channels * plane];
        Parallel.For(
            0,
            set.Count,
            i =>
            {
                var image = set.Pixels.AsSpan(i * set.ImageSize, set.ImageSize);
                ReadOnlySpan<byte> from = form.Grey && set.Channels == 3 ? Grey(image, own) : image;
                for (var c = 0; c < channels; c++)
                {
                    var source = from.Slice(c * own, own);
                    var target = pixels.AsSpan((i * channels + c) * plane, plane);
                    if (form.Size == 0)
                        source.CopyTo(target);
                    else
                        ImageResize.Scale(source, set.Height, set.Width, form.Size, form.Fit, target);
                }
            }
        );
        return new ImageSet(pixels, set.Labels, channels, height, width, set.MayBeAugmented);
    }

    private static byte[] Grey(ReadOnlySpan<byte> image, int plane)
    {
        var grey = new byte[plane];
        for (var i = 0; i < plane; i++)
            grey[i] = (byte)((Red * image[i] + Green * image[plane + i] + Blue * image[2 * plane + i]) >> 8);
        return grey;
    }
}
