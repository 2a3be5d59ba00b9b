using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using QosNets.Archives;

namespace QosNets.Multipliers;

/// <summary>
/// Reads a NumPy array of 256×256 or 65,536 integers, or fewer for narrower operands: any integer dtype and byte order, C or
/// Fortran order.
/// </summary>
internal static class NpyTable
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    public static TableData Read(string path, ReadOnlySpan<byte> bytes)
    {
        var (descriptor, fortran, shape) = Header(path, bytes, out var data);
        OperandWidths? widths = shape switch
        {
            [var rows, var columns] when Width(rows) is { } a && Width(columns) is { } b => new OperandWidths(a, b),
            [var entries] when entries is >= 4 and <= TruthTable.Length && BitOperations.IsPow2(entries) => null,
            _ => throw new LibraryException(
                $"{path}: its shape is [{string.Join(", ", shape.Take(8))}]; a truth table is [256, 256] or [65536], and one of "
                    + $"narrower operands has fewer rows or columns, each a power of two"
            ),
        };
        if (
            descriptor
            is not [var order and ('<' or '>' or '|' or '='), var kind and ('i' or 'u'), var digit and ('1' or '2' or '4' or '8')]
        )
            throw new LibraryException(
                $"{path}: its dtype is \"{SourceText.Printable(descriptor)}\"; products are integers of 1, 2, 4 or 8 bytes, "
                    + $"such as <u2 or <i2"
            );
        var size = digit - '0';
        var values = new int[shape.Aggregate(1, (product, n) => product * n)];
        if (size == 1 && values.Length == TruthTable.Length)
            throw new LibraryException(
                $"{path}: its dtype \"{descriptor}\" has one byte, which holds no products of 8 by 8 bits; save uint16 or int16"
            );
        if (data.Length != values.Length * size)
            throw new LibraryException($"{path}: {data.Length} bytes of data for {values.Length * size}; it is cut or damaged");
        for (var i = 0; i < values.Length; i++)
        {
            var element = Element(data.Slice(i * size, size), order == '>', kind == 'i');
            // In Fortran order the first index runs fastest; a vector has one order only.
            var entry = fortran && shape is [var height, var width] ? i % height * width + i / height : i;
            values[entry] =
                element >= short.MinValue && element <= ushort.MaxValue
                    ? (int)element
                    : throw new LibraryException($"{path}: entry {Place(entry, shape)} is {element}, which is no 16-bit product");
        }
        return new TableData(path, values, widths);
    }

    private static string Place(int entry, int[] shape) =>
        shape is [_, var width] ? $"a={entry / width} b={entry % width}" : $"{entry}";

    private static int? Width(int size) =>
        size is >= 2 and <= 256 && BitOperations.IsPow2(size) ? BitOperations.Log2((uint)size) : null;

    private static (string Descriptor, bool Fortran, int[] Shape) Header(
        string path,
        ReadOnlySpan<byte> bytes,
        out ReadOnlySpan<byte> data
    )
    {
        // Version 1 has a length of 2 bytes, versions 2 and 3 have one of 4.
        var wide = bytes.Length > Magic.Length && bytes[Magic.Length] is 2 or 3;
        var prefix = NpyFormat.PrefixLength + (wide ? 2 : 0);
        if (bytes.Length < prefix || !wide && bytes[Magic.Length] != 1)
            throw new LibraryException(
                $"{path}: it is cut, or of a version of the NumPy format that is not read; save it with numpy.save"
            );
        var length = wide
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[(prefix - 4)..])
            : BinaryPrimitives.ReadUInt16LittleEndian(bytes[(prefix - 2)..]);
        if (
            length > bytes.Length - prefix
            || NpyFormat.Parse(Encoding.Latin1.GetString(bytes.Slice(prefix, (int)length))) is not { } header
        )
            throw new LibraryException($"{path}: its header names no dtype, order and shape; save it with numpy.save");
        data = bytes[(prefix + (int)length)..];
        return header;
    }

    private static Int128 Element(ReadOnlySpan<byte> bytes, bool bigEndian, bool signed)
    {
        var value = 0UL;
        for (var i = 0; i < bytes.Length; i++)
            value |= (ulong)bytes[bigEndian ? bytes.Length - 1 - i : i] << (8 * i);
        var shift = 64 - 8 * bytes.Length;
        return signed ? (long)(value << shift) >> shift : value;
    }
}
