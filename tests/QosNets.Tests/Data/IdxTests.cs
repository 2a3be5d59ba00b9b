using System.Buffers.Binary;
using System.IO.Compression;
using QosNets.Data;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class IdxTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public IdxTests()
    {
        Write("train-images-idx3-ubyte", Idx(0x803, 24, 3, 2, 4));
        Write("train-labels-idx1-ubyte", Idx(0x801, 3, 3));
        Write("t10k-images-idx3-ubyte", Idx(0x803, 16, 2, 2, 4));
        Write("t10k-labels-idx1-ubyte", Idx(0x801, 2, 2));
    }

    public void Dispose() => folder.Dispose();

    private static byte[] Idx(uint magic, int size, params uint[] shape)
    {
        var bytes = new byte[4 + 4 * shape.Length + size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, magic);
        for (var i = 0; i < shape.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 + 4 * i), shape[i]);
        for (var i = 0; i < size; i++)
            bytes[^(size - i)] = (byte)(i % 10);
        return bytes;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return target.ToArray();
    }

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(folder[name], bytes);

    private DataSet Open() => DataSets.Open("fashion-mnist", folder.Path, folder["cache"]);

    private string Refusal()
    {
        var message = Assert.Throws<DataException>(Open).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void Plain_and_gzipped_files_give_the_same_images()
    {
        var plain = Open();
        Assert.Equal((3, 1, 2, 4), (plain.Train.Count, plain.Train.Channels, plain.Train.Height, plain.Train.Width));
        Assert.Equal([0, 1, 2], plain.Train.Labels);
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (byte)(i % 10)), plain.Train.Pixels);
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            File.WriteAllBytes(file + ".gz", Gzip(File.ReadAllBytes(file)));
            File.Delete(file);
        }
        Assert.Equal(plain.Train.Pixels, Open().Train.Pixels);
    }

    [Fact]
    public void Names_may_have_dots_and_lie_about_packing()
    {
        var expected = Open().Train.Pixels;
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            File.WriteAllBytes(file.Replace("-idx", ".idx"), File.ReadAllBytes(file));
            File.Delete(file);
        }
        Assert.Equal(expected, Open().Train.Pixels);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.Move(file, file + ".gz");
        Assert.Equal(expected, Open().Train.Pixels);
        foreach (var file in Directory.GetFiles(folder.Path))
        {
            File.WriteAllBytes(file[..^3], Gzip(File.ReadAllBytes(file)));
            File.Delete(file);
        }
        Assert.Equal(expected, Open().Train.Pixels);
    }

    [Theory]
    [InlineData("FashionMNIST/raw")]
    [InlineData("raw")]
    public void The_folder_where_torchvision_puts_the_files_is_found(string place)
    {
        var expected = Open().Test.Pixels;
        Directory.CreateDirectory(folder[place]);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.Move(file, Path.Combine(folder[place], Path.GetFileName(file)));
        Assert.Equal(expected, Open().Test.Pixels);
    }

    [Fact]
    public void Gzip_of_several_members_is_read_and_every_truncation_of_it_refused()
    {
        const string Name = "train-images-idx3-ubyte";
        var (bytes, expected) = (File.ReadAllBytes(folder[Name]), Open().Train.Pixels);
        File.Delete(folder[Name]);
        foreach (var cut in new[] { 0, 5, 16, 20, bytes.Length - 1, bytes.Length })
        {
            byte[] zipped = [.. Gzip(bytes[..cut]), .. Gzip(bytes[cut..])];
            Write(Name + ".gz", zipped);
            Assert.Equal(expected, Open().Train.Pixels);
            for (var length = 0; length < zipped.Length; length++)
            {
                // An empty second member may go: what is left is whole.
                if (cut == bytes.Length && length == Gzip(bytes).Length)
                    continue;
                Write(Name + ".gz", zipped[..length]);
                Assert.Contains(Name, Refusal(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Every_truncation_is_refused_plain_and_gzipped()
    {
        const string Name = "train-images-idx3-ubyte";
        var bytes = File.ReadAllBytes(folder[Name]);
        for (var length = 0; length < bytes.Length; length++)
        {
            Write(Name, bytes[..length]);
            Assert.Contains(Name, Refusal(), StringComparison.Ordinal);
        }
        File.Delete(folder[Name]);
        var zipped = Gzip(bytes);
        for (var length = 0; length < zipped.Length; length++)
        {
            Write(Name + ".gz", zipped[..length]);
            Assert.Contains(Name, Refusal(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0x803u, 24, 3u, 2u, 5u, "it ends before")]
    [InlineData(0x803u, 24, 3u, 2u, 3u, "more bytes than the 18")]
    [InlineData(0x803u, 24, 4u, 2u, 3u, "4 images")]
    [InlineData(0x802u, 24, 3u, 2u, 4u, "magic number is 0x00000802, not 0x00000803")]
    [InlineData(0xD03u, 24, 3u, 2u, 4u, "magic number")]
    [InlineData(0x803u, 24, 0u, 2u, 4u, "dimension 0 is 0")]
    [InlineData(0x803u, 24, uint.MaxValue, uint.MaxValue, uint.MaxValue, "dimension 0")]
    [InlineData(0x803u, 24, 3u, 2147483647u, 1u, "dimension 1")]
    public void Wrong_headers_are_refused_and_gzip_makes_no_difference(
        uint magic,
        int size,
        uint count,
        uint height,
        uint width,
        string reason
    )
    {
        var bytes = Idx(magic, size, count, height, width);
        Write("train-images-idx3-ubyte", bytes);
        var plain = Refusal();
        if (reason != "it ends before")
            Assert.Contains(reason, plain, StringComparison.Ordinal);
        File.Delete(folder["train-images-idx3-ubyte"]);
        Write("train-images-idx3-ubyte.gz", Gzip(bytes));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(reason, Refusal(), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
    }

    [Fact]
    public void A_label_without_a_class_and_a_missing_file_are_named()
    {
        var labels = Idx(0x801, 3, 3);
        labels[^1] = 10;
        Write("train-labels-idx1-ubyte", labels);
        Assert.Contains("a label 10, but the classes are 0..9", Refusal(), StringComparison.Ordinal);
        File.Delete(folder["train-labels-idx1-ubyte"]);
        Assert.Contains("train-labels-idx1-ubyte: there is neither", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gzip_with_a_flipped_byte_is_refused_or_unchanged()
    {
        var bytes = Gzip(File.ReadAllBytes(folder["train-images-idx3-ubyte"]));
        var expected = Open().Train.Pixels;
        File.Delete(folder["train-images-idx3-ubyte"]);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 0x10;
            Write("train-images-idx3-ubyte.gz", bytes);
            bytes[i] ^= 0x10;
            try
            {
                Assert.Equal(expected, Open().Train.Pixels);
            }
            catch (DataException)
            {
                // Refused, which is what should happen wherever the byte matters.
            }
        }
    }

    [Fact]
    public void Fashion_MNIST_of_the_repository_is_complete_and_has_its_known_statistics()
    {
        var set = DataSets.Open("fashion-mnist", null, folder["cache"]);
        Assert.Equal((60_000, 10_000, 28, 28), (set.Train.Count, set.Test.Count, set.Train.Height, set.Train.Width));
        Assert.All(
            Enumerable.Range(0, 10),
            c => Assert.Equal((6_000, 1_000), (set.Train.Labels.Count(l => l == c), set.Test.Labels.Count(l => l == c)))
        );
        Assert.Equal([0.2860f], set.Mean);
        Assert.Equal([0.3530f], set.Std);
        Assert.Equal("Ankle boot", set.ClassNames[set.Train.Labels[0]]);
        Assert.True(set.Train.MayBeAugmented);
        Assert.False(set.Test.MayBeAugmented);
    }
}
