using System.Buffers.Binary;

namespace QosNets.Data;

/// <summary>Finds the end of a JPEG by its markers; what follows it is not part of the image.</summary>
internal static class JpegEnd
{
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>Whether the end marker is there.</summary>
    /// <param name="bytes">A file that begins with the start marker, FF D8.</param>
    public static bool IsThere(ReadOnlySpan<byte> bytes)
    {
        var position = 2;
        while (NextMarker(bytes, ref position) is { } marker)
        {
            if (marker == EndOfImage)
                return true;
            // Restart markers and the start marker stand alone; all others have a length, which an embedded preview hides behind.
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                continue;
            if (bytes.Length - position < 2)
                return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(bytes[position..]);
            position = Math.Min(bytes.Length, position + length);
            if (marker == StartOfScan)
                SkipScan(bytes, ref position);
        }
        return false;
    }

    private static byte? NextMarker(ReadOnlySpan<byte> bytes, ref int position)
    {
        // Fill bytes, FF, may stand before a marker.
        while (position < bytes.Length && bytes[position] != 0xFF)
            position++;
        while (position < bytes.Length && bytes[position] == 0xFF)
            position++;
        return position < bytes.Length ? bytes[position++] : null;
    }

    // In a scan a byte FF of the data is followed by 00; restart markers belong to it.
    private static void SkipScan(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length - 1)
        {
            if (bytes[position] == 0xFF && bytes[position + 1] is not (0x00 or 0xFF or (>= 0xD0 and <= 0xD7)))
                return;
            position++;
        }
    }
}
