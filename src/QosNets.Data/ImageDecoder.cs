using StbImageSharp;

namespace QosNets.Data;

/// <summary>Decodes image files to red, green and blue planes, on all processors, in the given order.</summary>
internal sealed class ImageDecoder(string folder, int total, IProgress<double>? progress)
{
    private const int Channels = 3;
    private const int LargestSide = 4096;

    private int done;

    /// <summary>Decodes the images of one part, which must all have one size.</summary>
    /// <exception cref="DataException">An image is damaged, of another size or too big; the first such one in order is
    /// named.</exception>
    public ImageSet Decode(IReadOnlyList<ImageFile> files, bool mayBeAugmented)
    {
        var (height, width) = SizeOf(files[0].Path, Load(files[0].Path));
        var imageSize = Channels * height * width;
        if ((long)files.Count * imageSize > Array.MaxLength)
            throw new DataException(
                $"{folder}: {files.Count} images of {width}×{height} do not fit in memory; use fewer or smaller ones"
            );
        var pixels = new byte[files.Count * imageSize];
        var faults = new SortedDictionary<long, DataException>();
        Parallel.For(
            0,
            files.Count,
            (i, state) =>
            {
                try
                {
                    Decode(files[i].Path, height, width, pixels.AsSpan(i * imageSize, imageSize));
                    Report();
                }
                catch (DataException e)
                {
                    lock (faults)
                        faults.Add(i, e);
                    // All earlier images are still tried, so that the one named does not depend on the threads.
                    state.Break();
                }
            }
        );
        if (faults.Count > 0)
            throw faults.First().Value;
        return new ImageSet(pixels, [.. files.Select(f => f.Label)], Channels, height, width, mayBeAugmented);
    }

    private void Decode(string file, int height, int width, Span<byte> planes)
    {
        var bytes = Load(file);
        var size = SizeOf(file, bytes);
        if (size != (height, width))
            throw Fault(file, $"it is {size.Width}×{size.Height}, the first image {width}×{height}; make all images one size");
        var interleaved = Attempt(file, () => ImageResult.FromMemory(bytes, ColorComponents.RedGreenBlue).Data);
        var plane = height * width;
        for (var i = 0; i < plane; i++)
        {
            for (var channel = 0; channel < Channels; channel++)
                planes[channel * plane + i] = interleaved[i * Channels + channel];
        }
    }

    private (int Height, int Width) SizeOf(string file, byte[] bytes)
    {
        // The decoder fills what a cut JPEG lacks with grey, so the end marker is looked for here.
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && !JpegEnd.IsThere(bytes))
            throw Fault(file, "it has no end marker, so it is cut short; restore it");
        var info =
            Attempt(file, () => ImageInfo.FromStream(new MemoryStream(bytes, writable: false)))
            ?? throw Fault(file, "it is neither JPEG nor PNG; restore or remove it");
        if (info.Width is < 1 or > LargestSide || info.Height is < 1 or > LargestSide)
            throw Fault(file, $"it is {info.Width}×{info.Height}, the limit is {LargestSide}×{LargestSide}; make it smaller");
        return (info.Height, info.Width);
    }

    private byte[] Load(string file)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(file, $"it cannot be read ({e.Message.Split('\n')[0]}); restore it", e);
        }
    }

    private T Attempt<T>(string file, Func<T> decode)
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder meets damaged files with whatever exception its own arithmetic runs into.
            throw Fault(file, $"it cannot be decoded ({e.Message.Split('\n')[0]}); restore it", e);
        }
    }

    private DataException Fault(string file, string fault, Exception? cause = null) =>
        new($"{Path.Combine(folder, file)}: {fault}", cause!);

    private void Report()
    {
        var now = Interlocked.Increment(ref done);
        if (progress is not null && (now % Math.Max(1, total / 200) == 0 || now == total))
            progress.Report((double)now / total);
    }
}
