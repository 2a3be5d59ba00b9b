using System.Security.Cryptography;
using System.Text;

namespace QosNets.Archives;

/// <summary>
/// The seal of an archive: the last bytes of the file, which are the end of the ZIP archive comment, are a fixed text
/// and the SHA-256, in hexadecimal digits, of every byte before those digits. It finds damage, not forgery.
/// </summary>
internal static class ArchiveSeal
{
    /// <summary>Hexadecimal digits of a SHA-256.</summary>
    public const int DigitCount = 64;

    /// <summary>The text before the digits.</summary>
    public const string Prefix = "qosnets-archive sha256:";

    /// <summary>The comment of an archive that is not sealed yet.</summary>
    public static string Placeholder => Prefix + new string('0', DigitCount);

    /// <summary>Puts the digits in the last bytes of a stream that ends with <see cref="Placeholder"/>.</summary>
    public static void Close(Stream stream)
    {
        var digits = Encoding.ASCII.GetBytes(Digits(stream));
        stream.Position = stream.Length - DigitCount;
        stream.Write(digits);
    }

    /// <summary>What is wrong with the bytes of a file, or null when they are as they were written.</summary>
    public static string? Fault(byte[] bytes)
    {
        var prefix = Encoding.ASCII.GetBytes(Prefix);
        var end = bytes.Length - DigitCount;
        if (end < prefix.Length || !bytes.AsSpan(end - prefix.Length, prefix.Length).SequenceEqual(prefix))
            return "it has no checksum at its end: it is cut short or no QosNets archive";
        var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, end))));
        return bytes.AsSpan(end).SequenceEqual(expected) ? null : "its checksum does not match: it is damaged";
    }

    private static string Digits(Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 20];
        stream.Position = 0;
        for (var left = stream.Length - DigitCount; left > 0; )
        {
            var read = stream.Read(buffer, 0, (int)Math.Min(left, buffer.Length));
            if (read == 0)
                throw new EndOfStreamException("the archive became shorter while it was written");
            hash.AppendData(buffer, 0, read);
            left -= read;
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
