using System.Buffers.Binary;

namespace QosNets.Multipliers;

/// <summary>Truth tables as they come: 131,072 bytes, 65,536 little-endian 16-bit products, entry <c>256·a + b</c>.</summary>
internal static class RawTable
{
    /// <summary>Bytes of a file.</summary>
    public const int Bytes = TruthTable.Length * sizeof(ushort);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="signed">Whether operands and products are two's complement.</param>
    /// <exception cref="LibraryException">It has another size.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static TruthTable Read(string path, bool signed)
    {
        var length = new FileInfo(path).Length;
        if (length != Bytes)
            throw new LibraryException(
                $"{path}: it has {length} bytes, not {Bytes}; a table is 65,536 little-endian 16-bit products"
            );
        var bytes = new byte[Bytes];
        using (var stream = File.OpenRead(path))
            stream.ReadExactly(bytes);
        var patterns = Patterns(bytes);
        return new TruthTable(signed ? Array.ConvertAll(patterns, p => (int)(short)p) : patterns, signed);
    }

    /// <summary>The 16-bit patterns of a file's bytes.</summary>
    internal static int[] Patterns(ReadOnlySpan<byte> bytes)
    {
        var patterns = new int[bytes.Length / sizeof(ushort)];
        for (var i = 0; i < patterns.Length; i++)
            patterns[i] = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(i * sizeof(ushort))..]);
        return patterns;
    }
}
