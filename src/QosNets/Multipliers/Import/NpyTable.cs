using System.Buffers.Binary;
using System.Text;
using QosNets.Archives;

namespace QosNets.Multipliers;

/// <summary>Reads a NumPy array of 256×256 or 65,536 integers: any integer dtype and byte order, C or Fortran order.</summary>
internal static class NpyTable
{
    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static bool Is(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);

    public static TableData Read(string path, ReadOnlySpan<byte> bytes)
    {
        var (descriptor, fortran, shape) = Header(path, bytes, out var data);
        if (shape is not ([256, 256] or [TruthTable.Length]))
            throw new LibraryException(
                $"{path}: its shape is [{string.Join(", ", shape.Take(8))}]; a truth table is [256, 256] or [65536]"
            );
        if (
            descriptor
            is not [var order and ('<' or '>' or '|' or '='), var kind and ('i' or 'u'), var digit and ('1' or '2' or '4' or '8')]
        )
            throw new LibraryException(
                $"{path}: its dtype is \"{SourceText.Printable(descriptor)}\"; products are integers of 1, 2, 4 or 8 bytes, "
                    + $"such as <u2 or <i2"
            );
        var size = digit - '0';
        if (data.Length != TruthTable.Length * size)
            throw new LibraryException(
                $"{path}: {data.Length} bytes of data for {TruthTable.Length * size}; it is cut or damaged"
            );
        var values = new int[TruthTable.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var element = Element(data.Slice(i * size, size), order == '>', kind == 'i');
            // In Fortran order the first index runs fastest; a vector has one order only.
            var entry = fortran && shape.Length == 2 ? (i & 255) << 8 | i >> 8 : i;
            values[entry] =
                element >= short.MinValue && element <= ushort.MaxValue
                    ? (int)element
                    : throw new LibraryException(
                        $"{path}: entry a={entry >> 8} b={entry & 255} is {element}, which is no 16-bit product"
                    );
        }
        return new TableData(path, values, false, true);
    }

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
