using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using QosNets.Archives;
using Xunit;

namespace QosNets.Tests.Archives;

/// <summary>Archives with a right checksum and wrong content: only the limits of the reader help against these.</summary>
public sealed class HostileArchiveTests
{
    private const string Manifest = "{\"format\":\"sample\",\"version\":1}";

    private static byte[] Zip(params (string Name, byte[] Content)[] members)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = ArchiveSealText;
            foreach (var (name, content) in members.Prepend(("archive.json", Encoding.UTF8.GetBytes(Manifest))))
            {
                using var target = zip.CreateEntry(name).Open();
                target.Write(content);
            }
        }
        return Seal(stream.ToArray());
    }

    private static string ArchiveSealText => "qosnets-archive sha256:" + new string('0', 64);

    private static byte[] Seal(byte[] bytes)
    {
        var digits = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, bytes.Length - 64)));
        Encoding.ASCII.GetBytes(digits, bytes.AsSpan(bytes.Length - 64));
        return bytes;
    }

    private static byte[] Npy(string header, int payload, int? declaredHeader = null)
    {
        var bytes = new byte[10 + header.Length + payload];
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(declaredHeader ?? header.Length));
        Encoding.Latin1.GetBytes(header, bytes.AsSpan(10));
        return bytes;
    }

    private static string Refusal(byte[] bytes, long limit = ArchiveReader.DefaultLimit) =>
        Assert
            .Throws<ArchiveException>(() => ArchiveReader.Read(bytes, "hostile", "sample", 1, limit).ReadArray<byte>("x", out _))
            .Message;

    [Fact]
    public void A_well_made_archive_of_this_helper_is_read() =>
        Assert.Equal(
            new byte[6],
            ArchiveReader
                .Read(Zip(("x.npy", Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (2, 3), }", 6))), "good", "sample", 1)
                .ReadArray<byte>("x", out _)
        );

    [Theory]
    [InlineData("(2147483647, 2147483647)")]
    [InlineData("(2147483647,)")]
    [InlineData("(2, 3, 2)")]
    [InlineData("(5,)")]
    [InlineData("(-2, -3)")]
    [InlineData("(99999999999999999999,)")]
    [InlineData("(x,)")]
    [InlineData("(0, 2147483647)")]
    public void Absurd_shapes_are_refused_without_much_memory(string shape)
    {
        var bytes = Zip(("x.npy", Npy($"{{'descr': '|u1', 'fortran_order': False, 'shape': {shape}, }}", 6)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("\"x\"", Refusal(bytes), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (6,), }")]
    [InlineData("{'descr': '|u1', 'fortran_order': True, 'shape': (6,), }")]
    [InlineData("{'descr': '|u1', 'shape': (6,), }")]
    [InlineData("")]
    public void Wrong_array_headers_are_refused(string header) => Refusal(Zip(("x.npy", Npy(header, 6))));

    [Fact]
    public void A_header_longer_than_the_member_is_refused() => Refusal(Zip(("x.npy", Npy("{}", 6, 65535))));

    [Fact]
    public void A_member_that_is_no_array_is_refused() => Refusal(Zip(("x.npy", [1, 2, 3])));

    [Fact]
    public void Names_that_repeat_or_climb_are_refused()
    {
        var array = Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", 6);
        Assert.Contains("twice", Refusal(Zip(("x.npy", array), ("x.npy", array))), StringComparison.Ordinal);
        Assert.Contains("twice", Refusal(Zip(("x.npy", array), ("x", array))), StringComparison.Ordinal);
        Assert.Contains("not allowed", Refusal(Zip(("x.npy", array), ("../y", array))), StringComparison.Ordinal);
        Assert.Contains("not allowed", Refusal(Zip(("x.npy", array), ("a\nb", array))), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_unpacks_beyond_the_limit_is_refused_before_it_is_unpacked()
    {
        var bytes = Zip(("x.npy", new byte[50 << 20]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("more than the limit of 1048576", Refusal(bytes, 1 << 20), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Theory]
    [InlineData(1u << 30)]
    [InlineData(5000u)]
    [InlineData(10u)]
    public void A_member_that_lies_about_its_length_is_refused(uint claimed)
    {
        var bytes = Zip(("x.npy", Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", 6)));
        // The central directory's record of the second member holds its unpacked length at byte 24.
        var record = bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(record + 24), claimed);
        Refusal(Seal(bytes));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"format\":1,\"version\":1}")]
    [InlineData("{\"format\":\"sample\"}")]
    [InlineData("{\"format\":\"sample\",\"version\":0}")]
    [InlineData("{\"format\":\"sample\",\"version\":1e99}")]
    public void A_wrong_manifest_is_refused(string manifest)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = ArchiveSealText;
            using var target = zip.CreateEntry("archive.json").Open();
            target.Write(Encoding.UTF8.GetBytes(manifest));
        }
        Refusal(Seal(stream.ToArray()));
    }

    [Fact]
    public void Sealed_nonsense_is_refused()
    {
        var random = new Random(5);
        for (var i = 0; i < 200; i++)
        {
            var bytes = Zip(("x.npy", Npy("{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }", 6)));
            var end = bytes.Length - ArchiveSealText.Length;
            for (var n = 0; n < 4; n++)
                bytes[random.Next(end)] ^= (byte)random.Next(1, 256);
            Seal(bytes);
            try
            {
                ArchiveReader.Read(bytes, "hostile", "sample", 1).ReadArray<byte>("x", out _);
            }
            catch (ArchiveException)
            {
                // Refused is as good as harmless: no other exception may come out.
            }
        }
    }
}
