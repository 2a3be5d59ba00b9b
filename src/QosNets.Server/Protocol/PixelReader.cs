using System.Buffers.Binary;
using System.Text.Json;

namespace QosNets.Server.Protocol;

/// <summary>Turns the values of an input, JSON or bytes, into pixels: whole numbers 0..255, of either data type.</summary>
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

    /// <summary>Reads little-endian float32.</summary>
    /// <param name="bytes">Four bytes for each pixel.</param>
    /// <param name="pixels">Takes the pixels.</param>
    /// <exception cref="RequestException">A value is no pixel.</exception>
    public static void ReadFloats(ReadOnlySpan<byte> bytes, Span<byte> pixels)
    {
        for (var i = 0; i < pixels.Length; i++)
        {
            var value = BinaryPrimitives.ReadSingleLittleEndian(bytes[(4 * i)..]);
            var pixel = (byte)Math.Clamp(value, 0f, 255f);
            if (pixel != value)
                throw JsonInput.Fault(FormattableString.Invariant($"value {i} of inputs[0] is {value}; {Expected}"));
            pixels[i] = pixel;
        }
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
