using System.IO.Compression;
using QosNets.Archives;

namespace QosNets.Data;

/// <summary>Decoded images of a data set.</summary>
/// <param name="Train">Training images.</param>
/// <param name="Test">Test images.</param>
/// <param name="Cached">Whether they were kept from an earlier start.</param>
/// <param name="Notes">What a user should know of how they were read.</param>
internal sealed record DecodedImages(ImageSet Train, ImageSet Test, bool Cached, IReadOnlyList<string> Notes);

/// <summary>
/// Decoded images of a data set in one archive, not compressed because pixels hardly shrink. Sets of more than 2 GB in all
/// are not kept: they do not fit in the bytes of one archive.
/// </summary>
internal static class ImageCache
{
    private const string Format = "decoded-images";
    private const int Version = 1;
    private const long Largest = 2_000_000_000;

    /// <summary>The images, or null when there is no such cache or it is damaged; it is made again then.</summary>
    public static DecodedImages? TryRead(string path, string key)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var archive = ArchiveReader.Open(path, Format, Version);
            return archive.ReadText("key.txt") == key
                ? new DecodedImages(Read(archive, "train", true), Read(archive, "test", false), Cached: true, [])
                : null;
        }
        catch (Exception e) when (e is ArchiveException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Keeps the images.</summary>
    /// <returns>What kept them from being kept, one line for the user, or null.</returns>
    public static string? TryWrite(string path, string key, ImageSet train, ImageSet test)
    {
        if (train.Pixels.LongLength + test.Pixels.LongLength > Largest)
            return null;
        var writer = new ArchiveWriter(Format, Version, CompressionLevel.NoCompression);
        writer.AddText("key.txt", key);
        Add(writer, "train", train);
        Add(writer, "test", test);
        try
        {
            writer.Save(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{path}: the decoded images cannot be kept there ({e.Message.Split('\n')[0]}), so the next start decodes "
                + $"them "
                + "again; set XDG_DATA_HOME to a folder that can be written";
        }
    }

    private static void Add(ArchiveWriter writer, string part, ImageSet set)
    {
        writer.AddArray<byte>($"{part}.pixels", set.Pixels, set.Count, set.Channels, set.Height, set.Width);
        writer.AddArray<int>($"{part}.labels", set.Labels, set.Count);
    }

    private static ImageSet Read(ArchiveReader archive, string part, bool mayBeAugmented)
    {
        var pixels = archive.ReadArray<byte>($"{part}.pixels", out var shape);
        if (shape.Length != 4)
            throw archive.Fault($"{part}.pixels", $"it has {shape.Length} dimensions, not 4");
        return new ImageSet(
            pixels,
            archive.ReadArray<int>($"{part}.labels", shape[0]),
            shape[1],
            shape[2],
            shape[3],
            mayBeAugmented
        );
    }
}
