using QosNets.Archives;
using QosNets.Data;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class ImageFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ImageFolderTests()
    {
        foreach (
            var (path, seed) in new[]
            {
                ("train/b/1.jpg", 1),
                ("train/b/0.jpeg", 2),
                ("train/a/x/9.JPEG", 3),
                ("train/a/3.png", 4),
                ("test/a/0.jpg", 5),
                ("test/b/0.jpg", 6),
            }
        )
            Write(path, Image(6, 4, seed));
        Write("train/.DS_Store", [0]);
        Write("train/a/._3.png", [0]);
        Write("train/a/notes.txt", [0]);
    }

    private string Cache => folder["cache"];

    public void Dispose() => folder.Dispose();

    private static byte[] Image(int width, int height, int seed) =>
        SmallImages.Jpeg(width, height, Colour(seed).Red, Colour(seed).Green, Colour(seed).Blue);

    private static (byte Red, byte Green, byte Blue) Colour(int seed) => ((byte)(20 * seed), 90, (byte)(200 - 20 * seed));

    private void Write(string relative, byte[] bytes)
    {
        var path = folder[relative];
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private DataSet Open(string name = "image-folder", IProgress<double>? progress = null) =>
        DataSets.Open(name, folder.Path, Cache, progress);

    private string Refusal(string name = "image-folder")
    {
        var message = Assert.Throws<DataException>(() => Open(name)).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    [Fact]
    public void Images_come_in_ordinal_order_as_planes_of_red_green_and_blue()
    {
        Write("train/a/3.png", SmallImages.Png(6, 4, Gradient));
        var set = Open();
        Assert.Equal(["a", "b"], set.ClassNames);
        Assert.Equal([0, 0, 1, 1], set.Train.Labels);
        Assert.Equal([0, 1], set.Test.Labels);
        Assert.Equal((3, 4, 6), (set.Train.Channels, set.Train.Height, set.Train.Width));
        Assert.True(set.Train.MayBeAugmented);
        Assert.False(set.Test.MayBeAugmented);
        for (var i = 0; i < 4; i++)
        {
            for (var y = 0; y < 4; y++)
            {
                for (var x = 0; x < 6; x++)
                {
                    // The first image is the PNG, which loses nothing; the others are 9.JPEG, 0.jpeg and 1.jpg.
                    var (red, green, blue) = i == 0 ? Gradient(x, y) : Colour(4 - i);
                    var tolerance = i == 0 ? 0 : 2;
                    Near(red, 0);
                    Near(green, 1);
                    Near(blue, 2);

                    void Near(byte expected, int channel) =>
                        Assert.InRange(
                            set.Train.Pixels[((i * 3 + channel) * 4 + y) * 6 + x],
                            expected - tolerance,
                            expected + tolerance
                        );
                }
            }
        }

        static (byte Red, byte Green, byte Blue) Gradient(int x, int y) =>
            ((byte)(40 * x), (byte)(60 * y), (byte)(255 - 10 * x * y));
    }

    [Fact]
    public void All_damaged_images_are_named_at_once_even_the_first()
    {
        foreach (var file in (string[])["train/a/3.png", "train/a/x/9.JPEG", "train/b/1.jpg"])
            Write(file, Image(6, 4, 1)[..40]);
        var message = Refusal();
        Assert.StartsWith("3 images cannot be read", message, StringComparison.Ordinal);
        Assert.All(["3.png", "9.JPEG", "1.jpg"], file => Assert.Contains(file, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_first_image_is_the_odd_one_the_others_are_not_called_damaged()
    {
        Write("train/a/3.png", SmallImages.Png(2, 2, (_, _) => (1, 2, 3)));
        Assert.Contains("so it may be the odd one", Refusal());
    }

    [Fact]
    public void A_huge_image_is_called_so()
    {
        var bytes = SmallImages.Png(6, 4, (_, _) => (1, 2, 3));
        (bytes[18], bytes[22]) = (200, 200);
        Write("train/a/3.png", bytes);
        Assert.Contains("51206×51204, the limit is 4096×4096", Refusal());
    }

    [Fact]
    public void Of_16_bit_images_the_upper_byte_is_read_with_a_note()
    {
        Write("train/a/3.png", SmallImages.Png(6, 4, (x, y) => ((byte)(40 * x), (byte)(60 * y), 7), isDeep: true));
        var set = Open();
        Assert.Equal(40 * 5, set.Train.Pixels[5]);
        Assert.Equal(60 * 3, set.Train.Pixels[6 * 4 + 6 * 3]);
        Assert.Contains(set.Notes, note => note.Contains("upper 8 are read (1 of them)", StringComparison.Ordinal));
    }

    [Fact]
    public void The_cache_gives_the_same_images_and_a_changed_file_is_noticed()
    {
        var first = Open();
        var cache = Assert.Single(Directory.GetFiles(Cache));
        var second = Open();
        Assert.Equal(first.Train.Pixels, second.Train.Pixels);
        Assert.Equal(first.Test.Pixels, second.Test.Pixels);
        Assert.Equal(first.Test.Labels, second.Test.Labels);
        Assert.Equal((true, false), (second.Train.MayBeAugmented, second.Test.MayBeAugmented));

        var bytes = File.ReadAllBytes(cache);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(cache, bytes);
        Assert.Equal(first.Train.Pixels, Open().Train.Pixels);
        bytes[bytes.Length / 2] ^= 1;
        Assert.Equal(bytes, File.ReadAllBytes(cache));

        Write("train/b/1.jpg", Image(6, 4, 7));
        Assert.NotEqual(first.Train.Pixels, Open().Train.Pixels);
    }

    [Fact]
    public void The_cache_is_what_is_read_the_second_time()
    {
        Open();
        var cache = Assert.Single(Directory.GetFiles(Cache));
        var archive = ArchiveReader.Open(cache, "decoded-images", 1);
        var writer = new ArchiveWriter("decoded-images", 1);
        writer.AddText("key.txt", archive.ReadText("key.txt"));
        foreach (var part in new[] { "train", "test" })
        {
            var pixels = archive.ReadArray<byte>($"{part}.pixels", out var shape);
            writer.AddArray<byte>($"{part}.pixels", new byte[pixels.Length], shape);
            writer.AddArray<int>($"{part}.labels", archive.ReadArray<int>($"{part}.labels", out _));
        }
        writer.Save(cache);
        Assert.All(Open().Train.Pixels, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void Damaged_cut_and_odd_images_are_named()
    {
        var bytes = Image(6, 4, 1);
        for (var length = 0; length < bytes.Length; length += Math.Max(1, bytes.Length / 50))
        {
            Write("train/b/1.jpg", bytes[..length]);
            Assert.Contains(
                Path.Combine("b", "1.jpg"),
                Refusal().Replace('/', Path.DirectorySeparatorChar),
                StringComparison.Ordinal
            );
        }
        Write("train/b/1.jpg", "GIF89a no image at all"u8.ToArray());
        Assert.Contains("1.jpg", Refusal(), StringComparison.Ordinal);
        Write("train/b/1.jpg", Image(4, 6, 1));
        Assert.Contains("it is 4×6, the first image 6×4", Refusal(), StringComparison.Ordinal);
        Write("train/b/1.jpg", bytes);
        Write("test/b/0.jpg", Image(5, 4, 1));
        Assert.Contains("it is 5×4, the first image 6×4", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_damaged_images_the_first_is_named()
    {
        foreach (var file in new[] { "train/b/1.jpg", "train/b/0.jpeg", "train/a/x/9.JPEG" })
            Write(file, [1, 2, 3]);
        Assert.Contains("9.JPEG", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_claims_to_be_huge_is_refused_without_much_memory()
    {
        var bytes = Image(6, 4, 1);
        // The frame header: marker, length, precision, height, width.
        var frame = bytes.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        bytes.AsSpan(frame + 5, 4).Fill(0xFF);
        Write("train/a/3.png", bytes);
        Assert.Contains("it is 65535×65535, the limit is 4096×4096", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_are_no_data_set_are_refused_with_the_layout()
    {
        Assert.Contains("not the ten classes of CIFAR-10", Refusal("cifar10"), StringComparison.Ordinal);
        Assert.Contains("val_annotations.txt", Refusal("tiny-imagenet"), StringComparison.Ordinal);
        Directory.CreateDirectory(folder["test/c"]);
        Assert.Contains("class \"c\" is in only one", Refusal(), StringComparison.Ordinal);
        Directory.Delete(folder["test/c"]);
        Directory.CreateDirectory(folder["train/c"]);
        Directory.CreateDirectory(folder["test/c"]);
        Assert.Contains("it has no .jpg", Refusal(), StringComparison.Ordinal);
        Directory.Delete(folder["train"], recursive: true);
        Assert.Contains("train/CLASS/*.jpg", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_paths_that_cannot_be_opened_are_explained()
    {
        Assert.Contains(
            "use one of fashion-mnist, cifar10",
            Assert.Throws<DataException>(() => Open("mnist")).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "name the folder",
            Assert.Throws<DataException>(() => DataSets.Open("cifar10", null, Cache)).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no such folder",
            Assert.Throws<DataException>(() => DataSets.Open("cifar10", folder["gone"], Cache)).Message,
            StringComparison.Ordinal
        );
        Write("c.tar.gz", [0]);
        Assert.Contains(
            $"tar -xf {folder["c.tar.gz"]}",
            Assert.Throws<DataException>(() => DataSets.Open("cifar10", folder["c.tar.gz"], Cache)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Tiny_ImageNets_validation_table_gives_the_labels()
    {
        Directory.Delete(folder["test"], recursive: true);
        Write("val/images/val_1.JPEG", Image(6, 4, 5));
        Write("val/images/val_0.JPEG", Image(6, 4, 6));
        File.WriteAllText(folder["val/val_annotations.txt"], "val_1.JPEG\ta\t0\t0\t9\t9\nval_0.JPEG\tb\t0\t0\t9\t9\n");
        Assert.Equal([1, 0], Open("tiny-imagenet").Test.Labels);
        File.AppendAllText(folder["val/val_annotations.txt"], "val_2.JPEG\tz\t0\t0\t9\t9\n");
        Assert.Contains("line 3", Refusal("tiny-imagenet"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tiny_ImageNets_validation_images_may_be_sorted_into_classes()
    {
        Directory.Delete(folder["test"], recursive: true);
        Write("val/a/images/val_1.JPEG", Image(6, 4, 5));
        Write("val/b/val_0.JPEG", Image(6, 4, 6));
        // What sorting leaves, and the images without labels that come with it.
        Directory.CreateDirectory(folder["val/images"]);
        File.WriteAllText(folder["val/val_annotations.txt"], "val_1.JPEG\ta\t0\t0\t9\t9\n");
        Write("test/images/test_0.JPEG", Image(6, 4, 7));
        Assert.Equal([0, 1], Open("tiny-imagenet").Test.Labels);
        Directory.Delete(folder["val/b"], recursive: true);
        Assert.Contains("class \"b\" is in only one of train and val", Refusal("tiny-imagenet"), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_behind_the_end_of_an_image_do_not_matter_and_a_cut_one_with_a_preview_is_found_out()
    {
        var bytes = Image(6, 4, 1);
        Write("train/b/1.jpg", bytes);
        var expected = Open().Train.Pixels;
        Write("train/b/1.jpg", [.. bytes, 0, 0, 0]);
        Assert.Equal(expected, Open().Train.Pixels);
        Write("train/b/1.jpg", [.. bytes, .. "SEFT junk of a telephone"u8, 0xFF, 0xD8, 0x42]);
        Assert.Equal(expected, Open().Train.Pixels);
        // A preview in a segment of its own has an end marker too.
        byte[] preview = [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(2 + bytes.Length), .. bytes, .. bytes.AsSpan(2)];
        Write("train/b/1.jpg", preview);
        Assert.Equal(expected, Open().Train.Pixels);
        Write("train/b/1.jpg", preview[..^2]);
        Assert.Contains("1.jpg: it has no end marker, so it is cut short", Refusal(), StringComparison.Ordinal);
        Write("train/b/1.jpg", [.. preview[..^2], .. new byte[10]]);
        Assert.Contains("it has no end marker", Refusal(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_are_not_read_are_counted_by_ending()
    {
        Assert.Empty(Open().Notes);
        foreach (
            var file in new[]
            {
                "train/a/1.gif",
                "train/b/2.GIF",
                "train/b/3.webp",
                "test/a/x/1.bmp",
                "train/a/.hidden.gif",
                "train/b/Thumbs.db",
            }
        )
            Write(file, [0]);
        Assert.Equal(
            [
                $"{folder["test"]}: 1 .bmp file is not read; only .jpg, .jpeg and .png files are, so convert the others or leave "
                    + "them out on purpose",
                $"{folder["train"]}: 2 .gif, 1 .webp files are not read; only .jpg, .jpeg and .png files are, so convert the "
                    + $"others "
                    + "or leave them out on purpose",
            ],
            Open().Notes
        );
        foreach (var file in Directory.GetFiles(folder["test/a"], "*.jpg"))
            File.Delete(file);
        Assert.Contains(
            "it has no .jpg, .jpeg or .png files; put images there or remove the folder (1 .bmp file is not read)",
            Refusal()
        );
    }

    [Fact]
    public void Images_that_cannot_be_kept_are_read_all_the_same_with_a_note()
    {
        var expected = Open().Train.Pixels;
        Write("blocked", [0]);
        var set = DataSets.Open("image-folder", folder.Path, Path.Combine(folder["blocked"], "cache"));
        Assert.Equal(expected, set.Train.Pixels);
        Assert.Contains("the decoded images cannot be kept there (", Assert.Single(set.Notes));
        set = DataSets.Open("image-folder", folder.Path, null);
        Assert.Equal(expected, set.Train.Pixels);
        Assert.Empty(set.Notes);
    }

    [Fact]
    public void Progress_ends_at_one()
    {
        var seen = new List<double>();
        Open(progress: new Recorder(seen));
        Assert.Equal(1, seen.Max());
        Assert.All(seen, value => Assert.InRange(value, 0, 1));
    }

    private sealed class Recorder(List<double> values) : IProgress<double>
    {
        public void Report(double value)
        {
            lock (values)
                values.Add(value);
        }
    }
}
