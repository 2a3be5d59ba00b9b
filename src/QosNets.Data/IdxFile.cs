using System.Buffers.Binary;
using System.IO.Compression;

namespace QosNets.Data;

/// <summary>
/// The IDX format of MNIST and its successors: a magic number 0x0000'08'dd (unsigned bytes, dd dimensions), each dimension as a
/// big-endian 32-bit integer, then the bytes. Whether a file is gzipped is told by its first bytes: some programs unpack files
/// and
/// leave the name as it was.
/// </summary>
internal static class IdxFile
{
    // Deflate cannot expand by more than this, so a shorter file cannot hold what its header claims.
    private const long LargestExpansion = 1032;

    /// <summary>Reads a file of a known number of dimensions.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">
    /// Its name without <c>.gz</c>, which may be there, and with a hyphen before <c>idx</c>, for which a dot may stand. The name
    /// without <c>.gz</c> is preferred.
    /// </param>
    /// <param name="dimensions">1 for labels, 3 for images.</param>
    public static (byte[] Data, int[] Shape, string Path) Read(string folder, string name, int dimensions)
    {
        var path =
            Names(name).Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists)
            ?? throw new DataException(
                $"{Path.Combine(folder, name)}: there is neither this file nor {name}.gz; name the folder that holds the four "
                    + $"IDX "
                    + "files"
            );
        try
        {
            using var file = File.OpenRead(path);
            var zipped = IsZipped(file);
            using var stream = zipped ? new GZipStream(file, CompressionMode.Decompress) : (Stream)file;
            var header = new byte[4 + 4 * dimensions];
            var (data, shape) = Read(stream, path, header, zipped ? file.Length * LargestExpansion : file.Length);
            if (zipped)
                CheckEnd(file, header, data);
            return (data, shape, path);
        }
        catch (EndOfStreamException e)
        {
            throw new DataException($"{path}: it ends before the data that its header announces; fetch it again", e);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{path}: it cannot be read ({e.Message.Split('\n')[0]}); fetch it again", e);
        }
    }

    /// <summary>Whether a folder has the file under one of its names.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The name, as <see cref="Read(string, string, int)"/> takes it.</param>
    public static bool IsIn(string folder, string name) => Names(name).Any(n => File.Exists(Path.Combine(folder, n)));

    private static IEnumerable<string> Names(string name)
    {
        var dotted = name.Replace("-idx", ".idx", StringComparison.Ordinal);
        return [name, dotted, $"{name}.gz", $"{dotted}.gz"];
    }

    private static bool IsZipped(FileStream file)
    {
        Span<byte> start = stackalloc byte[2];
        var length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        return length == start.Length && start is [0x1F, 0x8B];
    }

    private static void CheckEnd(FileStream file, byte[] header, byte[] data)
    {
        var end = new byte[GzipEnd.Length];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        if (!GzipEnd.Fits(end, header, data))
            throw new EndOfStreamException();
    }

    private static (byte[] Data, int[] Shape) Read(Stream stream, string path, byte[] header, long most)
    {
        var dimensions = header.Length / 4 - 1;
        stream.ReadExactly(header);
        var magic = BinaryPrimitives.ReadUInt32BigEndian(header);
        var expected = 0x800u + (uint)dimensions;
        if (magic != expected)
            throw new DataException(
                $"{path}: its magic number is 0x{magic:x8}, not 0x{expected:x8}; name a folder with IDX files of "
                    + $"{(dimensions == 1 ? "labels" : "images")}"
            );
        var shape = new int[dimensions];
        var size = 1L;
        for (var i = 0; i < dimensions; i++)
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4 + 4 * i));
            if (value == 0 || (size *= value) > Math.Min(most, Array.MaxLength))
                throw new DataException(
                    $"{path}: its dimension {i} is {value}, which a file of this length cannot hold; fetch it again"
                );
            shape[i] = (int)value;
        }
        var data = new byte[size];
        stream.ReadExactly(data);
        if (stream.ReadByte() >= 0)
            throw new DataException($"{path}: it has more bytes than the {size} that its header announces; fetch it again");
        return (data, shape);
    }
}
