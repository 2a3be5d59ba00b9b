using QosNets.Archives;
using QosNets.Data;
using QosNets.Runtime;

namespace QosNets.Cli.Output;

/// <summary>
/// Logits as <c>evaluate --logits</c> writes them, for other programs to compare with: an archive that <c>numpy.load</c>
/// opens, with one float32 array <c>logits/POINT</c> [images, classes] for each operating point.
/// </summary>
internal static class LogitsFile
{
    private const string Format = "qosnets-logits";
    private const int Version = 1;
    private const int Batch = 128;

    /// <summary>Runs the engine at each point and writes the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="engine">The engine.</param>
    /// <param name="points">Indices of the points.</param>
    /// <param name="images">The images.</param>
    /// <exception cref="IOException">The disk is full, or the folder is not writable.</exception>
    public static void Write(string path, Engine engine, IEnumerable<int> points, ImageSet images)
    {
        var archive = new ArchiveWriter(Format, Version);
        foreach (var point in points)
            archive.AddArray<float>(
                $"logits/{engine.Points[point].Name}",
                Logits(engine, point, images),
                images.Count,
                engine.Bundle.Network.Classes
            );
        archive.Save(path);
    }

    private static float[] Logits(Engine engine, int point, ImageSet images)
    {
        var classes = engine.Bundle.Network.Classes;
        var logits = new float[images.Count * classes];
        for (var first = 0; first < images.Count; first += Batch)
        {
            var count = Math.Min(Batch, images.Count - first);
            engine.Run(
                point,
                images.Pixels.AsSpan(first * images.ImageSize, count * images.ImageSize),
                count,
                logits.AsSpan(first * classes, count * classes)
            );
        }
        return logits;
    }
}
