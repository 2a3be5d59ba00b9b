using System.Text;

namespace QosNets.Tabular;

/// <summary>Bytes of a file that may be text, in the encodings that programs write.</summary>
internal static class TextDecoding
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The text without its byte order mark, or null when the bytes are none: UTF-8, UTF-16 of either order (plain
    /// characters also without a mark), and Latin-1 for what is no valid UTF-8.
    /// </summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        var text =
            bytes.StartsWith(Encoding.Unicode.Preamble) ? Encoding.Unicode.GetString(bytes[2..])
            : bytes.StartsWith(Encoding.BigEndianUnicode.Preamble) ? Encoding.BigEndianUnicode.GetString(bytes[2..])
            : IsAscii16(bytes, 1) ? Encoding.Unicode.GetString(bytes)
            : IsAscii16(bytes, 0) ? Encoding.BigEndianUnicode.GetString(bytes)
            : Utf8OrLatin1(bytes);
        text = text.TrimStart('\uFEFF');
        // No text has such characters, so a binary table cannot be mistaken for one.
        return text.AsSpan().ContainsAnyInRange('\0', '\b') ? null : text;
    }

    // Without a mark only plain characters are taken for UTF-16: a binary table may have zeros in every other byte for long.
    private static bool IsAscii16(ReadOnlySpan<byte> bytes, int zero)
    {
        if (bytes.Length < 4 || bytes.Length % 2 != 0)
            return false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i % 2 == zero ? bytes[i] != 0 : bytes[i] is not ((>= 0x20 and < 0x7F) or (byte)'\t' or (byte)'\r' or (byte)'\n'))
                return false;
        }
        return true;
    }

    private static string Utf8OrLatin1(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
