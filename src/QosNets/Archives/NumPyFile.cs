using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace QosNets.Archives;

/// <summary>An array as NumPy stores it.</summary>
/// <param name="Descriptor">Type and order of bytes, for example <c>|u1</c>.</param>
/// <param name="Shape">Sizes of the axes.</param>
/// <param name="Data">The elements in C order.</param>
internal sealed record NumPyArray(string Descriptor, IReadOnlyList<int> Shape, byte[] Data)
{
    /// <summary>The elements as whole numbers, or null where they are of no integer type with the lowest byte first.</summary>
    public long[]? ToWhole()
    {
        var size = Descriptor is [_, 'i' or 'u', >= '1' and <= '8'] && Descriptor[0] is '|' or '<' ? Descriptor[2] - '0' : 0;
        if (size is not (1 or 2 or 4 or 8))
            return null;
        var values = new long[Data.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var at = Data.AsSpan(i * size, size);
            values[i] = (Descriptor[1], size) switch
            {
                ('u', 1) => at[0],
                ('i', 1) => (sbyte)at[0],
                ('u', 2) => BinaryPrimitives.ReadUInt16LittleEndian(at),
                ('i', 2) => BinaryPrimitives.ReadInt16LittleEndian(at),
                ('u', 4) => BinaryPrimitives.ReadUInt32LittleEndian(at),
                ('i', 4) => BinaryPrimitives.ReadInt32LittleEndian(at),
                _ => BinaryPrimitives.ReadInt64LittleEndian(at),
            };
        }
        return values;
    }
}

/// <summary>Reads arrays that NumPy wrote, with <c>numpy.save</c> or <c>numpy.savez</c>; nothing in them is executed.</summary>
internal static class NumPyFile
{
    /// <summary>Reads a file of one array (.npy).</summary>
    /// <exception cref="ArchiveException">It is no such file, or cut short.</exception>
    public static NumPyArray Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, stream.Length, path);
    }

    /// <summary>Reads all arrays of an archive (.npz), by name.</summary>
    /// <exception cref="ArchiveException">It is no such file, or damaged.</exception>
    public static IReadOnlyDictionary<string, NumPyArray> ReadArchive(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var arrays = new Dictionary<string, NumPyArray>();
            foreach (var entry in zip.Entries.Where(e => e.FullName.EndsWith(".npy", StringComparison.Ordinal)))
            {
                using var stream = entry.Open();
                arrays[entry.FullName[..^4]] = Read(stream, entry.Length, $"{path}: {entry.FullName}");
            }
            return arrays;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new ArchiveException($"{path}: it is no whole archive of NumPy ({e.Message.Split('\n')[0]}); make it again", e);
        }
    }

    // Truth values, whole numbers and real ones, as NumPy calls them.
    private const string Numbers = "biuf";

    private static NumPyArray Read(Stream stream, long length, string name)
    {
        ArchiveException Fault(string what) => new($"{name}: {what}; write the array anew with numpy.save");
        var prefix = new byte[NpyFormat.PrefixLength];
        if (stream.ReadAtLeast(prefix, prefix.Length, throwOnEndOfStream: false) < prefix.Length)
            throw Fault("it is cut short");
        if (NpyFormat.HeaderLength(prefix) is not { } headerLength)
            throw Fault("it is no array of NumPy of version 1");
        var header = new byte[headerLength];
        if (stream.ReadAtLeast(header, headerLength, throwOnEndOfStream: false) < headerLength)
            throw Fault("it is cut short");
        if (NpyFormat.Parse(Encoding.Latin1.GetString(header)) is not var (descriptor, fortran, shape))
            throw Fault("its header is none of NumPy");
        if (fortran)
            throw Fault("it stands in Fortran's order");
        if (descriptor.Length > 1 && !Numbers.Contains(descriptor[1]))
            throw new ArchiveException(
                $"{name}: its elements of type {descriptor} are no numbers; convert them (astype) and save again"
            );
        var size = descriptor.Length > 2 && char.IsAsciiDigit(descriptor[2]) ? descriptor[2] - '0' : 0;
        var left = length - prefix.Length - headerLength;
        if (NpyFormat.Count(shape) is not { } count || size == 0 || count * size != left || left > Array.MaxLength)
            throw Fault($"{left} bytes are not the {string.Join("×", shape)} elements of {descriptor} that it says");
        var data = new byte[left];
        if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length)
            throw Fault("it is cut short");
        return new NumPyArray(descriptor, shape, data);
    }
}
