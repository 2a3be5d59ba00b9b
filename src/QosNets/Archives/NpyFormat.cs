using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace QosNets.Archives;

/// <summary>
/// The NumPy array format, version 1.0 (numpy.lib.format): magic, header length, a Python dictionary
/// with dtype, order and shape, then the elements in C order. Little-endian elements only.
/// </summary>
internal static class NpyFormat
{
    /// <summary>Bytes before the header text.</summary>
    public const int PrefixLength = 10;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];

    /// <summary>The dtype string of an element type, as NumPy spells it.</summary>
    public static string Descriptor<T>()
        where T : unmanaged
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("archives are read and written on little-endian machines only");
        return default(T) switch
        {
            byte => "|u1",
            sbyte => "|i1",
            short => "<i2",
            ushort => "<u2",
            int => "<i4",
            long => "<i8",
            float => "<f4",
            double => "<f8",
            _ => throw new ArgumentException(
                $"arrays of {typeof(T).Name} cannot be stored; use byte, sbyte, short, ushort, int, long, float or double"
            ),
        };
    }

    /// <summary>The bytes before the elements, padded so that the elements start at a multiple of 64.</summary>
    public static byte[] Header(string descriptor, ReadOnlySpan<int> shape)
    {
        var text = new StringBuilder($"{{'descr': '{descriptor}', 'fortran_order': False, 'shape': (");
        for (var i = 0; i < shape.Length; i++)
            text.Append(i > 0 ? ", " : "").Append(shape[i].ToString(CultureInfo.InvariantCulture));
        text.Append(shape.Length == 1 ? ",), }" : "), }");
        text.Append(' ', 63 - (PrefixLength + text.Length) % 64).Append('\n');
        var bytes = new byte[PrefixLength + text.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(Magic.Length), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text.ToString(), bytes.AsSpan(PrefixLength));
        return bytes;
    }

    /// <summary>Length of the header text that follows the prefix, or null when the prefix is not that of an array.</summary>
    public static int? HeaderLength(ReadOnlySpan<byte> prefix) =>
        prefix.Length == PrefixLength && prefix.StartsWith(Magic)
            ? BinaryPrimitives.ReadUInt16LittleEndian(prefix[Magic.Length..])
            : null;

    /// <summary>Reads dtype and shape from the header text; null when it is not such a header.</summary>
    public static (string Descriptor, bool FortranOrder, int[] Shape)? Parse(string header) => new NpyHeader(header).Read();

    /// <summary>Number of elements of a shape; null when it does not fit in an array.</summary>
    public static long? Count(ReadOnlySpan<int> shape)
    {
        var zero = false;
        var count = 1L;
        foreach (var size in shape)
        {
            if (size < 0)
                return null;
            zero |= size == 0;
            count *= Math.Max(size, 1);
            if (count > Array.MaxLength)
                return null;
        }
        return zero ? 0 : count;
    }
}
