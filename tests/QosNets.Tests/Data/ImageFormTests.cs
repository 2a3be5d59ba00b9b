using System.IO.Compression;
using QosNets.Data;
using QosNets.Tests.Archives;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class ImageFormTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(nameof(ImageFit.Crop))]
    [InlineData(nameof(ImageFit.Stretch))]
    public void Scaling_keeps_a_plane_of_one_value_and_a_plane_of_its_own_size(string fitName)
    {
        var fit = Enum.Parse<ImageFit>(fitName);
        var random = new Random(1);
        for (var i = 0; i < 30; i++)
        {
            var (height, width, size) = (random.Next(1, 20), random.Next(1, 20), random.Next(1, 20));
            var value = (byte)random.Next(256);
            Assert.All(
                Scaled([.. Enumerable.Repeat(value, height * width)], height, width, size, fit),
                p => Assert.Equal(value, p)
            );
            var plane = new byte[size * size];
            random.NextBytes(plane);
            Assert.Equal(plane, Scaled(plane, size, size, size, fit));
        }
    }

    [Fact]
    public void A_slope_stays_a_slope_and_a_crop_keeps_the_middle()
    {
        byte[] slope = [.. Enumerable.Range(0, 8 * 16).Select(i => (byte)(10 * (i % 16)))];
        // The middle eight of sixteen columns, as they are.
        Assert.Equal([40, 50, 60, 70, 80, 90, 100, 110], Scaled(slope, 8, 16, 8, ImageFit.Crop)[..8]);
        var half = Scaled(slope, 8, 16, 4, ImageFit.Stretch)[..4];
        Assert.Equal([15, 55, 95, 135], half.Select(v => v / 5 * 5), (a, b) => Math.Abs(a - b) <= 5);
    }

    [Fact]
    public void Image_folders_come_in_one_size_in_grey_and_without_damaged_files_when_told()
    {
        foreach (var part in (string[])["train", "val"])
        {
            foreach (var name in (string[])["a", "b"])
            {
                Directory.CreateDirectory(folder[$"{part}/{name}"]);
                File.WriteAllBytes(folder[$"{part}/{name}/wide.png"], SmallImages.Png(9, 4, (x, y) => (100, 150, 200)));
                File.WriteAllBytes(folder[$"{part}/{name}/tall.png"], SmallImages.Png(3, 8, (x, y) => (10, 20, 30)));
            }
        }
        var form = new ImageForm { Size = 5, Grey = true };
        var set = DataSets.OpenAs(form, "image-folder", folder.Path, null);
        Assert.Equal((1, 5, 5, 4), (set.Train.Channels, set.Train.Height, set.Train.Width, set.Train.Count));
        byte[] greys = [(77 * 10 + 150 * 20 + 29 * 30) / 256, (77 * 100 + 150 * 150 + 29 * 200) / 256];
        Assert.Equal(greys, set.Test.Pixels.Distinct().Order());
        File.WriteAllText(folder["train/a/broken.png"], "no image");
        File.WriteAllText(folder["train/b/worse.png"], "no image either");
        var fault = Assert.Throws<DataException>(() => DataSets.OpenAs(form, "image-folder", folder.Path, null));
        Assert.All((string[])["2 images", "broken.png", "worse.png", "skip_damaged"], t => Assert.Contains(t, fault.Message));
        var rest = DataSets.OpenAs(form with { SkipDamaged = true }, "image-folder", folder.Path, null);
        Assert.Equal(set.Train.Labels, rest.Train.Labels);
        Assert.Contains(rest.Notes, n => n.Contains("2 of 6 images are left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Arrays_of_NumPy_are_read_with_channels_before_or_behind()
    {
        byte[] first = [.. Enumerable.Range(0, 2 * 3 * 2 * 2).Select(i => (byte)i)];
        var last = new byte[first.Length];
        for (var i = 0; i < first.Length; i++)
            last[i / 12 * 12 + i % 4 * 3 + i % 12 / 4] = first[i];
        foreach (var (images, shape) in ((byte[], int[])[])[(first, [2, 3, 2, 2]), (last, [2, 2, 2, 3])])
        {
            foreach (var part in (string[])["train", "test"])
            {
                File.WriteAllBytes(folder[$"{part}_images.npy"], NumPyBytes("|u1", images, shape));
                File.WriteAllBytes(folder[$"{part}_labels.npy"], NumPyBytes("<i2", [1, 0, 0, 0], [2]));
            }
            var set = DataSets.Open("numpy", folder.Path, null);
            Assert.Equal(first, set.Train.Pixels);
            Assert.Equal([1, 0], set.Test.Labels);
        }
    }

    [Fact]
    public void An_archive_of_NumPy_is_read_and_odd_ones_are_refused()
    {
        void Write(string descriptor, byte[] labels)
        {
            foreach (var part in (string[])["train", "test"])
            {
                File.Delete(folder[$"{part}.npz"]);
                using var zip = ZipFile.Open(folder[$"{part}.npz"], ZipArchiveMode.Create);
                using (var stream = zip.CreateEntry("images.npy").Open())
                    stream.Write(NumPyBytes("|u1", [1, 2, 3, 4, 5, 6, 7, 8], [2, 2, 2]));
                using (var stream = zip.CreateEntry("labels.npy").Open())
                    stream.Write(NumPyBytes(descriptor, labels, [2]));
            }
        }
        Write("|u1", [0, 1]);
        Assert.Equal((1, 2, 2), Sizes(DataSets.Open("numpy", folder.Path, null)));
        Write("<f4", [0, 0, 0, 0, 0, 0, 128, 63]);
        Assert.Contains("<f4", Refused());
        Write("|i1", [0, 255]);
        Assert.Contains("outside", Refused());
        Write("<i4", [0, 1]);
        Assert.Contains("2 bytes are not the 2 elements", Refused());
        File.WriteAllText(folder["train.npz"], "no archive");
        Assert.Contains("no whole archive", Refused());
    }

    private static (int, int, int) Sizes(DataSet set) => (set.Train.Channels, set.Train.Height, set.Train.Width);

    private string Refused() => Assert.Throws<DataException>(() => DataSets.Open("numpy", folder.Path, null)).Message;

    private static byte[] Scaled(byte[] plane, int height, int width, int size, ImageFit fit)
    {
        var result = new byte[size * size];
        ImageResize.Scale(plane, height, width, size, fit, result);
        return result;
    }

    private static byte[] NumPyBytes(string descriptor, byte[] data, int[] shape) =>
        [.. QosNets.Archives.NpyFormat.Header(descriptor, shape), .. data];
}
