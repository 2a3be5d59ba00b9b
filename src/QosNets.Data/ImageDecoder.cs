using System.Buffers.Binary;
using QosNets.Archives;
using StbImageSharp;

namespace QosNets.Data;

/// <summary>Decodes image files to planes, on all processors, in the given order.</summary>
internal sealed class ImageDecoder(string folder, int total, IProgress<double>? progress, ImageForm? form = null)
{
    private const int LargestSide = 4096;
    private const int Named = 20;
    private const int DepthPlace = 24;
    private const byte Deep = 16;

    private readonly ImageForm form = form ?? new ImageForm();
    private int done;
    private int deep;

    // Images of another size than the first.
    private int odd;

    /// <summary>What the user should know of how images were read, one line each.</summary>
    public List<string> Notes { get; } = [];

    private int Channels => form.Grey ? 1 : 3;

    /// <summary>Decodes the images of one part, which must all have one size unless one is asked for.</summary>
    /// <exception cref="DataException">Images are damaged, of another size or too big; all are named.</exception>
    public ImageSet Decode(IReadOnlyList<ImageFile> files, bool mayBeAugmented)
    {
        var (height, width) = form.Size > 0 ? (form.Size, form.Size) : FirstSize(files);
        var imageSize = Channels * height * width;
        if ((long)files.Count * imageSize > Array.MaxLength)
            throw new DataException(
                $"{folder}: {files.Count} images of {width}×{height} do not fit in memory; use fewer or smaller ones"
            );
        var pixels = new byte[files.Count * imageSize];
        var faults = new DataException?[files.Count];
        odd = 0;
        Parallel.For(
            0,
            files.Count,
            i =>
            {
                try
                {
                    Decode(files[i].Path, height, width, pixels.AsSpan(i * imageSize, imageSize));
                }
                catch (DataException e)
                {
                    faults[i] = e;
                }
                Report();
            }
        );
        if (deep > 0)
            Notes.Add($"{folder}: of images of 16 bits the upper 8 are read ({deep} of them)");
        deep = 0;
        return new(Without(pixels, faults, imageSize), Labels(files, faults), Channels, height, width, mayBeAugmented);
    }

    private static int[] Labels(IReadOnlyList<ImageFile> files, DataException?[] faults) =>
        [.. files.Index().Where(f => faults[f.Index] is null).Select(f => f.Item.Label)];

    /// <summary>The pixels of the images without fault.</summary>
    private byte[] Without(byte[] pixels, DataException?[] faults, int imageSize)
    {
        var found = faults.OfType<DataException>().ToArray();
        if (found.Length == 0)
            return pixels;
        if (found.Length == 1 && !form.SkipDamaged)
            throw found[0];
        if (2 * odd > faults.Length)
            throw new DataException(
                $"{odd} of {faults.Length} images have another size than the first, so it may be the odd one: {found[0].Message}"
            );
        var list = string.Join("; ", found.Take(Named).Select(f => f.Message));
        list += found.Length > Named ? $"; and {found.Length - Named} more" : "";
        if (!form.SkipDamaged)
            throw new DataException($"{found.Length} images cannot be read (images.skip_damaged = true leaves them out): {list}");
        Notes.Add($"{found.Length} of {faults.Length} images are left out: {list}");
        var kept = new byte[(faults.Length - found.Length) * imageSize];
        var at = 0;
        foreach (var (i, _) in faults.Index().Where(f => f.Item is null))
            pixels.AsSpan(i * imageSize, imageSize).CopyTo(kept.AsSpan(imageSize * at++));
        return kept;
    }

    private (int Height, int Width) FirstSize(IReadOnlyList<ImageFile> files)
    {
        foreach (var file in files)
        {
            try
            {
                return SizeOf(file.Path, Load(file.Path));
            }
            catch (DataException) when (file != files[^1])
            {
                // Counted and named with the others, once the size is known.
            }
        }
        throw new DataException($"{folder}: it has no image; put some there");
    }

    private void Decode(string file, int height, int width, Span<byte> planes)
    {
        var bytes = Load(file);
        var size = SizeOf(file, bytes);
        if (form.Size == 0 && size != (height, width))
        {
            Interlocked.Increment(ref odd);
            throw Fault(
                file,
                $"it is {size.Width}×{size.Height}, the first image {width}×{height}; make all images one size, "
                    + "or set images.size"
            );
        }
        if (IsDeep(bytes))
            Interlocked.Increment(ref deep);
        var components = form.Grey ? ColorComponents.Grey : ColorComponents.RedGreenBlue;
        var interleaved = Attempt(file, () => ImageResult.FromMemory(bytes, components).Data);
        var own = size.Height * size.Width;
        var plane = new byte[own];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var i = 0; i < own; i++)
                plane[i] = interleaved[i * Channels + channel];
            var target = planes.Slice(channel * height * width, height * width);
            if (size == (height, width))
                plane.CopyTo(target);
            else
                ImageResize.Scale(plane, size.Height, size.Width, form.Size, form.Fit, target);
        }
    }

    /// <summary>Whether a PNG has 16 bits a colour.</summary>
    private static bool IsDeep(ReadOnlySpan<byte> bytes) => IsPng(bytes) && bytes[DepthPlace] == Deep;

    private (int Height, int Width) SizeOf(string file, byte[] bytes)
    {
        // The decoder fills what a cut JPEG lacks with grey, so the end marker is looked for here.
        if (bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]) && !JpegEnd.IsThere(bytes))
            throw Fault(file, "it has no end marker, so it is cut short; restore it");
        if (PngSize(bytes) is { } png && Math.Max(png.Width, png.Height) > LargestSide)
            throw TooLarge(file, png.Width, png.Height);
        var info =
            Attempt(file, () => ImageInfo.FromStream(new MemoryStream(bytes, writable: false)))
            ?? throw Fault(file, "it is neither JPEG nor PNG; restore or remove it");
        if (info.Width is < 1 or > LargestSide || info.Height is < 1 or > LargestSide)
            throw TooLarge(file, info.Width, info.Height);
        return (info.Height, info.Width);
    }

    private DataException TooLarge(string file, long width, long height) =>
        Fault(file, $"it is {width}×{height}, the limit is {LargestSide}×{LargestSide}; make it smaller");

    /// <summary>The size that a PNG's header states; the decoder takes those of huge images for damaged files.</summary>
    private static (long Width, long Height)? PngSize(ReadOnlySpan<byte> bytes) =>
        IsPng(bytes)
            ? (BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]))
            : null;

    private static bool IsPng(ReadOnlySpan<byte> bytes) =>
        bytes.Length > DepthPlace && bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);

    private byte[] Load(string file)
    {
        try
        {
            var path = Path.Combine(folder, file);
            if (PlainFile.IsEmpty(path))
                throw Fault(file, "it is empty, or no regular file; restore or remove it");
            return File.ReadAllBytes(path);
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
            var reason = string.Concat(e.Message.Split('\n')[0].Where(c => !char.IsControl(c)));
            throw Fault(file, $"it cannot be decoded{(reason.Length > 0 ? $" ({reason})" : "")}; restore it", e);
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
