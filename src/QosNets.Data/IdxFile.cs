using System.Buffers.Binary;
using System.IO.Compression;

namespace QosNets.Data;

/// <summary>
/// The IDX format of MNIST and its successors: a magic number 0x0000'08'dd (unsigned bytes, dd dimensions), each dimension as a
/// big-endian 32-bit integer, then the bytes. Files may be gzipped.
/// </summary>
internal static class IdxFile
{
    // Deflate cannot expand by more than this, so a shorter file cannot hold what its header claims.
    private const long LargestExpansion = 1032;

    /// <summary>Reads a file of a known number of dimensions.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="name">Its name without <c>.gz</c>; the plain file is preferred.</param>
    /// <param name="dimensions">1 for labels, 3 for images.</param>
    public static (byte[] Data, int[] Shape, string Path) Read(string folder, string name, int dimensions)
    {
        var plain = Path.Combine(folder, name);
        var path = File.Exists(plain) ? plain : plain + ".gz";
        try
        {
            using var file = File.OpenRead(path);
            using var stream = path == plain ? (Stream)file : new GZipStream(file, CompressionMode.Decompress);
            var (data, shape) = Read(stream, path, dimensions, path == plain ? file.Length : file.Length * LargestExpansion);
            if (path != plain)
                CheckEnd(file, 4 + 4 * dimensions + data.Length);
            return (data, shape, path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException(
                $"{plain}: there is neither this file nor {name}.gz; name the folder that holds the four IDX files",
                e
            );
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

    // A gzip file ends with the length of what it holds; the decompressor does not mind when that is cut off.
    private static void CheckEnd(FileStream file, int length)
    {
        var end = new byte[4];
        file.Seek(-end.Length, SeekOrigin.End);
        file.ReadExactly(end);
        if (BinaryPrimitives.ReadInt32LittleEndian(end) != length)
            throw new EndOfStreamException();
    }

    private static (byte[] Data, int[] Shape) Read(Stream stream, string path, int dimensions, long most)
    {
        var header = new byte[4 + 4 * dimensions];
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
