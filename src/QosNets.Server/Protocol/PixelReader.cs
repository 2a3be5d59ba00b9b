using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace QosNets.Server.Protocol;

/// <summary>Turns the values of an input, JSON or bytes, into pixels: whole numbers 0..255, of any numeric data type.</summary>
internal static class PixelReader
{
    private const string Expected = "pixels are whole numbers 0..255";

    /// <summary>Reads a JSON array, flat or nested as the shape says.</summary>
    /// <param name="json">JSON that begins with a sound array.</param>
    /// <param name="shape">Sizes of the axes.</param>
    /// <param name="pixels">Takes as many pixels as the shape has.</param>
    /// <exception cref="RequestException">A value is no pixel, or there are too few or many.</exception>
    public static void ReadJson(ReadOnlySpan<byte> json, ReadOnlySpan<long> shape, Span<byte> pixels)
    {
        var reader = new Utf8JsonReader(json);
        Span<int> starts = stackalloc int[shape.Length];
        var (depth, count, deepest) = (0, 0, 0);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray:
                    if (depth == shape.Length)
                        throw JsonInput.Fault($"inputs[0].data is nested deeper than its {shape.Length} axes");
                    starts[depth++] = count;
                    deepest = Math.Max(deepest, depth);
                    break;
                case JsonTokenType.EndArray:
                    depth--;
                    // A flat array is all axes in one, so only its end at the top is checked.
                    if (depth == 0 ? deepest != 1 && deepest != shape.Length : count - starts[depth] != Product(shape[depth..]))
                        throw JsonInput.Fault(
                            $"inputs[0].data is nested otherwise than its shape [{string.Join(", ", shape.ToArray())}], "
                                + $"before value {count}"
                        );
                    if (depth == 0)
                    {
                        if (count != pixels.Length)
                            throw JsonInput.Fault($"inputs[0].data has {count} values where its shape has {pixels.Length}");
                        return;
                    }
                    break;
                default:
                    if (count == pixels.Length)
                        throw JsonInput.Fault($"inputs[0].data has more than the {pixels.Length} values of its shape");
                    pixels[count] = Pixel(ref reader, count);
                    count++;
                    break;
            }
        }
    }

    /// <summary>Reads little-endian values.</summary>
    /// <param name="datatype">One of <see cref="Datatypes"/>.</param>
    /// <param name="bytes">As many bytes for each pixel as the type has.</param>
    /// <param name="pixels">Takes the pixels.</param>
    /// <exception cref="RequestException">A value is no pixel.</exception>
    public static void ReadBytes(string datatype, ReadOnlySpan<byte> bytes, Span<byte> pixels)
    {
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("values are read as this machine holds them, which must be little-endian");
        switch (datatype)
        {
            case Datatypes.Bytes:
                bytes.CopyTo(pixels);
                break;
            case "UINT16":
                Read<ushort>(bytes, pixels);
                break;
            case "UINT32":
                Read<uint>(bytes, pixels);
                break;
            case "UINT64":
                Read<ulong>(bytes, pixels);
                break;
            case "INT8":
                Read<sbyte>(bytes, pixels);
                break;
            case "INT16":
                Read<short>(bytes, pixels);
                break;
            case "INT32":
                Read<int>(bytes, pixels);
                break;
            case Datatypes.Longs:
                Read<long>(bytes, pixels);
                break;
            case "FP16":
                Read<Half>(bytes, pixels);
                break;
            case "BF16":
                for (var i = 0; i < pixels.Length; i++)
                    // A bfloat16 is the upper half of a float32.
                    pixels[i] = Pixel(BitConverter.Int32BitsToSingle(MemoryMarshal.Read<ushort>(bytes[(2 * i)..]) << 16), i);
                break;
            case Datatypes.Floats:
                Read<float>(bytes, pixels);
                break;
            case "FP64":
                Read<double>(bytes, pixels);
                break;
            default:
                throw new ArgumentException($"there is no numeric data type {datatype}", nameof(datatype));
        }
    }

    /// <summary>Reads values of a message.</summary>
    /// <param name="values">As many values as there are pixels.</param>
    /// <param name="pixels">Takes the pixels.</param>
    /// <exception cref="RequestException">A value is no pixel.</exception>
    public static void ReadValues<T>(IReadOnlyList<T> values, Span<byte> pixels)
        where T : INumber<T>
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Pixel(values[i], i);
    }

    private static void Read<T>(ReadOnlySpan<byte> bytes, Span<byte> pixels)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = Pixel(MemoryMarshal.Read<T>(bytes[(Unsafe.SizeOf<T>() * i)..]), i);
    }

    private static byte Pixel<T>(T value, int index)
        where T : INumber<T>
    {
        // NaN becomes 0 and so differs from itself.
        var pixel = byte.CreateSaturating(value);
        return T.CreateSaturating(pixel) == value
            ? pixel
            : throw JsonInput.Fault(FormattableString.Invariant($"value {index} of inputs[0] is {value}; {Expected}"));
    }

    private static byte Pixel(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (reader.TryGetByte(out var pixel))
                return pixel;
            // Clients that hold floats write 12.0 for 12.
            if (reader.TryGetDouble(out var value) && value is >= 0 and <= 255 && value == Math.Floor(value))
                return (byte)value;
        }
        throw JsonInput.Fault($"inputs[0].data[{index}] is {JsonInput.Describe(reader)}; {Expected}");
    }

    private static long Product(ReadOnlySpan<long> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product *= size;
        return product;
    }
}
