using System.Buffers.Binary;

namespace QosNets.Multipliers;

/// <summary>Truth tables as they come: 131,072 bytes, 65,536 little-endian 16-bit products, entry <c>256·a + b</c>.</summary>
public static class RawTable
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
        return new TruthTable(Products(bytes, signed), signed);
    }

    /// <summary>The products of a file's bytes.</summary>
    internal static int[] Products(ReadOnlySpan<byte> bytes, bool signed)
    {
        var products = new int[TruthTable.Length];
        for (var i = 0; i < products.Length; i++)
        {
            var product = bytes[(i * sizeof(ushort))..];
            products[i] = signed
                ? BinaryPrimitives.ReadInt16LittleEndian(product)
                : BinaryPrimitives.ReadUInt16LittleEndian(product);
        }
        return products;
    }
}
