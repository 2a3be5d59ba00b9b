using System.IO.Compression;
using CsCheck;
using QosNets.Archives;
using Xunit;

namespace QosNets.Tests.Archives;

public sealed class ArchiveTests
{
    private static byte[] Sample()
    {
        var writer = new ArchiveWriter("sample", 2);
        writer.AddText("notes.json", "{\"a\": \"ü\"}");
        writer.AddArray<ushort>("op0/table", [1, 2, 3, 4, 5, 65535], 2, 3);
        writer.AddArray<float>("scale", [0.1f], []);
        return writer.ToArray();
    }

    private static ArchiveReader Open(byte[] bytes) => ArchiveReader.Read(bytes, "sample.zip", "sample", 2);

    [Fact]
    public void What_is_written_is_read_for_every_type_and_any_shape()
    {
        Gen.Select(Gen.Int[0, 7], Gen.Int[0, 5], Gen.Byte.Array[210])
            .Sample(
                (rows, columns, noise) =>
                {
                    var count = rows * columns;
                    Check(noise.Take(count).ToArray());
                    Check(noise.Take(count).Select(v => (sbyte)v).ToArray());
                    Check(noise.Take(count).Select(v => (short)(v * -100)).ToArray());
                    Check(noise.Take(count).Select(v => (ushort)(v * 200)).ToArray());
                    Check(noise.Take(count).Select(v => v * -1_000_000).ToArray());
                    Check(noise.Take(count).Select(v => v * -1_000_000_000_000L).ToArray());
                    Check(noise.Take(count).Select(v => v / -3f).ToArray());
                    Check(noise.Take(count).Select(v => v / -3d).ToArray());

                    void Check<T>(T[] data)
                        where T : unmanaged
                    {
                        var writer = new ArchiveWriter("sample", 1);
                        writer.AddArray<T>("x", data, rows, columns);
                        Assert.Equal(data, Open(writer.ToArray()).ReadArray<T>("x", out var shape));
                        Assert.Equal([rows, columns], shape);
                    }
                },
                iter: 30
            );
    }

    [Fact]
    public void Texts_names_and_version_come_back()
    {
        var reader = Open(Sample());
        Assert.Equal("{\"a\": \"ü\"}", reader.ReadText("notes.json"));
        Assert.Equal(["notes.json", "op0/table", "scale"], reader.Names);
        Assert.Equal(2, reader.Version);
        Assert.True(reader.Contains("scale"));
        Assert.False(reader.Contains("scale.npy"));
    }

    [Fact]
    public void Same_members_give_same_bytes_in_memory_and_on_disk()
    {
        using var folder = new TemporaryFolder();
        var writer = new ArchiveWriter("sample", 1, CompressionLevel.Fastest);
        writer.AddArray<int>("x", Enumerable.Range(0, 5000).ToArray());
        writer.Save(folder["a"]);
        Thread.Sleep(5);
        writer.Save(folder["b"]);
        Assert.Equal(File.ReadAllBytes(folder["a"]), File.ReadAllBytes(folder["b"]));
        Assert.Equal(writer.ToArray(), File.ReadAllBytes(folder["a"]));
        Assert.Equal(Sample(), Sample());
    }

    [Fact]
    public void Any_flipped_bit_is_refused()
    {
        var bytes = Sample();
        for (var i = 0; i < bytes.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                bytes[i] ^= (byte)(1 << bit);
                Assert.Throws<ArchiveException>(() => Open(bytes));
                bytes[i] ^= (byte)(1 << bit);
            }
        }
        Open(bytes);
    }

    [Fact]
    public void Truncated_and_extended_files_are_refused()
    {
        var bytes = Sample();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<ArchiveException>(() => Open(bytes[..length]));
        Assert.Throws<ArchiveException>(() => Open([.. bytes, 0]));
        Assert.Throws<ArchiveException>(() => Open([.. bytes, .. bytes]));
    }

    [Fact]
    public void NumPy_reads_arrays_and_texts()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["a.npz"], Sample());
        var output = NumPy.Run(
            "import sys, numpy as n; z = n.load(sys.argv[1]); print(z['op0/table'].dtype, z['op0/table'].tolist(), "
                + "z['scale'].shape, z['notes.json'].decode())",
            folder["a.npz"]
        );
        Assert.Equal("uint16 [[1, 2, 3], [4, 5, 65535]] (1,) {\"a\": \"ü\"}", output);
    }

    [Fact]
    public void Wrong_kind_dtype_shape_and_missing_members_are_named()
    {
        var reader = Open(Sample());
        Assert.Contains(
            "\"scale\": its dtype is \"<f4\", not \"<f8\"",
            Message(() => reader.ReadArray<double>("scale", out _)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"op0/table\": its shape is [2,3], not [3,2]",
            Message(() => reader.ReadArray<ushort>("op0/table", 3, 2)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\"gone\": it is missing",
            Message(() => reader.ReadArray<ushort>("gone", out _)),
            StringComparison.Ordinal
        );
        Assert.Contains("an array, not a text", Message(() => reader.ReadText("scale")), StringComparison.Ordinal);
        Assert.Contains(
            "a text, not an array",
            Message(() => reader.ReadArray<byte>("notes.json", out _)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "holds \"sample\", not \"bundle\"",
            Message(() => ArchiveReader.Read(Sample(), "s", "bundle", 1)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "version is 2, this program reads 1..1",
            Message(() => ArchiveReader.Read(Sample(), "s", "sample", 1)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no such file",
            Message(() => ArchiveReader.Open("/no/such/file", "sample", 1)),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_writer_refuses_what_the_reader_would_not_take()
    {
        var writer = new ArchiveWriter("sample", 1);
        writer.AddText("a", "");
        foreach (var name in new[] { "a", "", "x.npy", "../x", "/x", "x//y", "ü", "archive.json", new string('x', 201) })
            Assert.Throws<ArgumentException>(() => writer.AddText(name, ""));
        Assert.Throws<ArgumentException>(() => writer.AddArray<int>("x", [1, 2], 3));
        Assert.Throws<ArgumentException>(() => writer.AddArray<int>("x", [1, 2], -1, -2));
        Assert.Throws<ArgumentException>(() => writer.AddArray<char>("x", ['a']));
    }

    private static string Message(Action action)
    {
        var message = Assert.Throws<ArchiveException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }
}
