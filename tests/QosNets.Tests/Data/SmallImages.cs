using System.Buffers.Binary;
using System.IO.Compression;

namespace QosNets.Tests.Data;

/// <summary>Writes the image files that tests read, so that they need no imaging library and no foreign pictures.</summary>
internal static class SmallImages
{
    /// <summary>A baseline JPEG of one colour, at most 8×8: one block per component that has a DC coefficient only.</summary>
    public static byte[] Jpeg(int width, int height, byte red, byte green, byte blue)
    {
        var file = new List<byte> { 0xFF, 0xD8 };
        // Quantiser steps of 8 make the DC coefficient, 8 times the mean, count whole levels.
        Segment(file, 0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]);
        Segment(file, 0xC0, [8, 0, (byte)height, 0, (byte)width, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
        // DC: nine categories with codes of 4 bits. AC: only the end of the block, with a code of 1 bit.
        Segment(file, 0xC4, [0x00, 0, 0, 0, 9, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8]);
        Segment(file, 0xC4, [0x10, 1, .. new byte[15], 0]);
        Segment(file, 0xDA, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
        var bits = "";
        foreach (var level in Levels(red, green, blue))
        {
            var category = level == 0 ? 0 : (int)Math.Log2(Math.Abs(level)) + 1;
            bits += Convert.ToString(category, 2).PadLeft(4, '0');
            if (category > 0)
                bits += Convert.ToString(level > 0 ? level : level + (1 << category) - 1, 2).PadLeft(category, '0');
            bits += '0';
        }
        bits = bits.PadRight((bits.Length + 7) / 8 * 8, '1');
        for (var i = 0; i < bits.Length; i += 8)
        {
            var value = Convert.ToByte(bits.Substring(i, 8), 2);
            file.Add(value);
            if (value == 0xFF)
                file.Add(0);
        }
        return [.. file, 0xFF, 0xD9];
    }

    /// <summary>A PNG of any colours; the lower bytes of 16-bit ones are 0x55.</summary>
    public static byte[] Png(int width, int height, Func<int, int, (byte Red, byte Green, byte Blue)> colour, bool isDeep = false)
    {
        using var data = new MemoryStream();
        using (var zlib = new ZLibStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var y = 0; y < height; y++)
            {
                zlib.WriteByte(0);
                for (var x = 0; x < width; x++)
                {
                    var (red, green, blue) = colour(x, y);
                    zlib.Write(isDeep ? [red, 0x55, green, 0x55, blue, 0x55] : [red, green, blue]);
                }
            }
        }
        return
        [
            0x89,
            .. "PNG\r\n\u001a\n"u8,
            .. Chunk("IHDR"u8, [.. BigEndian((uint)width), .. BigEndian((uint)height), (byte)(isDeep ? 16 : 8), 2, 0, 0, 0]),
            .. Chunk("IDAT"u8, data.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    private static int[] Levels(byte red, byte green, byte blue) =>
        [
            (int)Math.Round(0.299 * red + 0.587 * green + 0.114 * blue) - 128,
            (int)Math.Round(-0.168736 * red - 0.331264 * green + 0.5 * blue),
            (int)Math.Round(0.5 * red - 0.418688 * green - 0.081312 * blue),
        ];

    private static void Segment(List<byte> file, byte marker, byte[] content) =>
        file.AddRange([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] body = [.. type, .. content];
        var crc = uint.MaxValue;
        foreach (var value in body)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
        }
        return [.. BigEndian((uint)content.Length), .. body, .. BigEndian(~crc)];
    }

    private static byte[] BigEndian(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
