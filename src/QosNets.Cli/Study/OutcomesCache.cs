using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Data;
using QosNets.Runtime;
using QosNets.Simulation;

namespace QosNets.Cli.Study;

/// <summary>
/// What the points of a bundle say of test images, kept in a file beside the bundle. The engine gives the same bits on every
/// machine, so outcomes hold for as long as the bytes of the bundle and of the images are the same.
/// </summary>
internal static class OutcomesCache
{
    private const string Format = "qosnets-outcomes";
    private const int Version = 1;

    /// <summary>The file beside a bundle.</summary>
    public static string PathOf(string bundleFile) => bundleFile + ".outcomes";

    /// <summary>Takes outcomes from the file beside the bundle, or runs every point on every image and writes it.</summary>
    /// <param name="bundleFile">The bundle's file.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="images">The images.</param>
    /// <param name="notes">Takes what the user should know: a file that cannot be read, or not be written.</param>
    public static PointOutcomes Get(string bundleFile, Bundle bundle, ImageSet images, TextWriter notes)
    {
        var (path, digest) = (PathOf(bundleFile), Digest(bundleFile, images));
        if (Read(path, digest, bundle.Points.Count, images.Labels, notes) is { } known)
            return known;
        var outcomes = PointOutcomes.Run(new Engine(bundle), images.Pixels, images.Labels);
        try
        {
            Write(path, digest, outcomes);
        }
        catch (IOException e)
        {
            notes.WriteLine($"note: the next simulation runs all images again: {e.Message}");
        }
        return outcomes;
    }

    private static PointOutcomes? Read(string path, string digest, int points, int[] labels, TextWriter notes)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var archive = ArchiveReader.Open(path, Format, Version);
            if (archive.ReadText("digest") != digest)
                return null;
            var guesses = archive.ReadArray<int>("guesses", points, labels.Length);
            var margins = archive.ReadArray<float>("margins", points, labels.Length);
            return new PointOutcomes(labels, Rows(guesses, points), Rows(margins, points));
        }
        catch (Exception e) when (e is ArchiveException or IOException)
        {
            notes.WriteLine($"note: {e.Message}; all images run again");
            return null;
        }
    }

    private static void Write(string path, string digest, PointOutcomes outcomes)
    {
        var archive = new ArchiveWriter(Format, Version, CompressionLevel.Fastest);
        archive.AddText("digest", digest);
        archive.AddArray<int>("guesses", [.. outcomes.Guesses.SelectMany(g => g)], outcomes.Points, outcomes.Images);
        archive.AddArray<float>("margins", [.. outcomes.Margins!.SelectMany(m => m)], outcomes.Points, outcomes.Images);
        archive.Save(path);
    }

    private static string Digest(string bundleFile, ImageSet images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(File.ReadAllBytes(bundleFile));
        hash.AppendData(images.Pixels);
        hash.AppendData(MemoryMarshal.AsBytes(images.Labels.AsSpan()));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static T[][] Rows<T>(T[] values, int rows) => [.. values.Chunk(values.Length / rows)];
}
