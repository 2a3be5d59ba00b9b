using System.Buffers.Binary;

namespace QosNets.Data;

/// <summary>
/// Tells whether gzipped data is whole. The decompressor does not mind when a file is cut off, so its last eight bytes are
/// compared with what was read: checksum and length of its last member.
/// </summary>
internal static class GzipEnd
{
    // CRC-32 with the reflected polynomial 0xEDB88320, by the lowest byte.
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <summary>Bytes at the end of a member.</summary>
    public const int Length = 8;

    /// <summary>Whether a file whose last bytes are <paramref name="end"/> ends as its content does.</summary>
    /// <param name="end">The last <see cref="Length"/> bytes of the file.</param>
    /// <param name="start">The beginning of the content.</param>
    /// <param name="rest">All that follows of it.</param>
    public static bool Fits(ReadOnlySpan<byte> end, ReadOnlySpan<byte> start, ReadOnlySpan<byte> rest)
    {
        var last = BinaryPrimitives.ReadUInt32LittleEndian(end[4..]);
        var length = (long)start.Length + rest.Length;
        // The decompressor has compared the checksum of a single member.
        if (last == (uint)length)
            return true;
        if (last > length)
            return false;
        var crc = last > rest.Length ? Crc(uint.MaxValue, start[^(int)(last - rest.Length)..]) : uint.MaxValue;
        crc = Crc(crc, rest[^(int)Math.Min(last, rest.Length)..]);
        return ~crc == BinaryPrimitives.ReadUInt32LittleEndian(end);
    }

    private static uint Entry(int lowest)
    {
        var entry = (uint)lowest;
        for (var bit = 0; bit < 8; bit++)
            entry = (entry >> 1) ^ ((entry & 1) * 0xEDB88320u);
        return entry;
    }

    private static uint Crc(uint crc, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
            crc = (crc >> 8) ^ Table[(byte)(crc ^ value)];
        return crc;
    }
}
