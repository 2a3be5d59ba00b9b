using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace QosNets.Reporting.Charts;

/// <summary>Writes a PNG image of one palette byte per pixel (PNG specification, W3C, third edition).</summary>
internal static class PalettePng
{
    /// <summary>Encodes an image.</summary>
    /// <param name="pixels">Palette indices, row by row from the top, width · height of them.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="palette">At most 256 colours.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, IReadOnlyList<(int R, int G, int B)> palette)
    {
        var height = pixels.Length / width;
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);

        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        // Depth 8, colour type 3 (palette), deflate, no filter method but the standard one, not interlaced.
        ((ReadOnlySpan<byte>)[8, 3, 0, 0, 0]).CopyTo(header[8..]);
        Chunk(png, "IHDR", header);
        Chunk(png, "PLTE", palette.SelectMany(c => new[] { (byte)c.R, (byte)c.G, (byte)c.B }).ToArray());

        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0);
                zlib.Write(pixels.Slice(row * width, width));
            }
        }
        Chunk(png, "IDAT", data.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, ReadOnlySpan<byte> content)
    {
        var typed = new byte[4 + content.Length];
        Encoding.ASCII.GetBytes(type, typed);
        content.CopyTo(typed.AsSpan(4));
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(typed));
        png.Write(number);
    }

    // CRC-32 with the reflected polynomial 0xEDB88320; bit by bit is fast enough for a few dozen kilobytes.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }
        return ~crc;
    }
}
