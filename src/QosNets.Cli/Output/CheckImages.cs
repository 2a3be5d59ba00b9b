using System.Runtime.InteropServices;
using QosNets.Archives;
using QosNets.Cli.Shell;
using QosNets.Networks;

namespace QosNets.Cli.Output;

/// <summary>Images on which an imported model is compared: random ones, or those of a file.</summary>
/// <param name="Pixels">0..255, [images, channels, rows, columns]; empty where the file holds real numbers.</param>
/// <param name="Values">The same divided by 255, or the real numbers of the file.</param>
internal sealed record CheckImages(byte[] Pixels, float[] Values)
{
    private const int RandomBatches = 4;
    private const int Seed = 1;

    /// <summary>Random images in batches.</summary>
    public static IEnumerable<CheckImages> Random(Shape shape, int batch)
    {
        var random = new Random(Seed);
        for (var round = 0; round < RandomBatches; round++)
        {
            var pixels = new byte[batch * shape.Length];
            random.NextBytes(pixels);
            yield return OfPixels(pixels);
        }
    }

    /// <summary>The images of a .npy file, uint8 or float32, in batches.</summary>
    /// <exception cref="CommandException">It is no such file, or holds no images of this shape.</exception>
    public static IEnumerable<CheckImages> Read(string path, Shape shape, int batch)
    {
        var array = Load(path);
        var sizes = array.Shape.Skip(1).ToArray();
        if (sizes.Length == 0 || sizes.Aggregate(1L, (a, b) => a * b) != shape.Length || array.Shape[0] % batch != 0)
            throw new CommandException(
                $"{path}: {string.Join("×", array.Shape)} values; the model reads images of {shape}, {batch} at once: "
                    + "[images, channels, rows, columns]"
            );
        return array.Descriptor switch
        {
            "|u1" => array.Data.Chunk(batch * shape.Length).Select(OfPixels),
            "<f4" => MemoryMarshal
                .Cast<byte, float>(array.Data)
                .ToArray()
                .Chunk(batch * shape.Length)
                .Select(v => new CheckImages([], v)),
            _ => throw new CommandException($"{path}: it holds {array.Descriptor}; save uint8 pixels or float32 values"),
        };
    }

    private static NumPyArray Load(string path)
    {
        try
        {
            return NumPyFile.Read(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException($"{path}: there is no such file; give images that numpy.save wrote");
        }
    }

    private static CheckImages OfPixels(byte[] pixels) => new(pixels, Array.ConvertAll(pixels, p => p / 255f));
}
