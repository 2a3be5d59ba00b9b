using CsCheck;
using QosNets.Data;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class BatchesTests
{
    private static ImageSet Images(int count, int channels, int height, int width, bool train = true)
    {
        var pixels = new byte[count * channels * height * width];
        new Random(1).NextBytes(pixels);
        return new ImageSet(pixels, new int[count], channels, height, width, train);
    }

    private static float[] Fill(ImageSet set, int[] indices, Augmentation? augmentation = null, ulong seed = 0)
    {
        var batch = new float[indices.Length * set.ImageSize];
        Batches.Fill(set, indices, batch, augmentation, seed);
        return batch;
    }

    [Fact]
    public void Without_augmentation_every_value_is_pixel_over_255()
    {
        var set = Images(9, 3, 5, 4);
        int[] indices = [8, 0, 3, 3];
        var expected = indices.SelectMany(i => set.Pixels.Skip(i * 60).Take(60)).Select(p => p / 255f).ToArray();
        Assert.Equal(expected, Fill(set, indices));
        var plain = new float[expected.Length];
        Batches.Fill(set, indices, plain);
        Assert.Equal(expected, plain);
    }

    [Fact]
    public void Flips_are_mirror_images_of_about_half_of_the_images()
    {
        var set = Images(400, 2, 3, 5);
        var indices = Enumerable.Range(0, 400).ToArray();
        var plain = Fill(set, indices);
        var changed = Fill(set, indices, new Augmentation(true, 0, [0, 0]), 11);
        var flipped = 0;
        for (var i = 0; i < 400; i++)
        {
            var before = plain.AsSpan(i * 30, 30);
            var after = changed.AsSpan(i * 30, 30);
            if (before.SequenceEqual(after))
                continue;
            flipped++;
            for (var row = 0; row < 6; row++)
            {
                var mirrored = before.Slice(row * 5, 5).ToArray();
                mirrored.AsSpan().Reverse();
                Assert.Equal(mirrored, after.Slice(row * 5, 5).ToArray());
            }
        }
        Assert.InRange(flipped, 140, 260);
    }

    [Fact]
    public void A_shifted_image_is_a_window_of_the_padded_one_and_every_shift_occurs()
    {
        var set = Images(600, 2, 4, 6);
        float[] pad = [0.4914f, 0.25f];
        const int P = 2;
        var batch = Fill(set, [.. Enumerable.Range(0, 600)], new Augmentation(false, P, pad), 3);
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < 600; i++)
        {
            var matches = (
                from dy in Enumerable.Range(-P, 2 * P + 1)
                from dx in Enumerable.Range(-P, 2 * P + 1)
                where Matches(i, dy, dx)
                select (dy, dx)
            ).ToArray();
            Assert.NotEmpty(matches);
            seen.UnionWith(matches);
        }
        Assert.Equal(25, seen.Count);

        bool Matches(int image, int dy, int dx)
        {
            for (var c = 0; c < 2; c++)
            {
                for (var y = 0; y < 4; y++)
                {
                    for (var x = 0; x < 6; x++)
                    {
                        var inside = y + dy is >= 0 and < 4 && x + dx is >= 0 and < 6;
                        var expected = inside ? set.Pixels[((image * 2 + c) * 4 + y + dy) * 6 + x + dx] / 255f : pad[c];
                        if (batch[((image * 2 + c) * 4 + y) * 6 + x] != expected)
                            return false;
                    }
                }
            }
            return true;
        }
    }

    [Fact]
    public void An_images_change_depends_on_seed_and_index_only()
    {
        // 300 images of 3×16×16 take the parallel way, single ones the other.
        var set = Images(300, 3, 16, 16);
        var augmentation = new Augmentation(true, 3, [0.1f, 0.2f, 0.3f]);
        Gen.Select(Gen.ULong, Gen.Shuffle(Enumerable.Range(0, 300).ToArray()))
            .Sample(
                (seed, order) =>
                {
                    var whole = Fill(set, order, augmentation, seed);
                    for (var i = 0; i < 300; i += 37)
                        Assert.Equal(whole[(i * 768)..(i * 768 + 768)], Fill(set, [order[i]], augmentation, seed));
                },
                iter: 5
            );
        Assert.NotEqual(Fill(set, [0, 1, 2, 3, 4], augmentation, 1), Fill(set, [0, 1, 2, 3, 4], augmentation, 2));
    }

    [Fact]
    public void Shifts_wider_than_the_image_leave_only_the_border_value()
    {
        var set = Images(50, 1, 2, 2);
        var batch = Fill(set, [.. Enumerable.Range(0, 50)], new Augmentation(true, 1000, [0.5f]), 1);
        Assert.True(batch.Count(v => v == 0.5f) > 150);
    }

    [Fact]
    public void Border_values_are_exactly_zero_after_normalisation()
    {
        var set = DataSet.Create("s", Images(20, 3, 4, 4), Images(5, 3, 4, 4, train: false), ["only"]);
        var batch = Fill(set.Train, [0], new Augmentation(false, 100, set.Mean), 5);
        Assert.All(Enumerable.Range(0, 3), c => Assert.Contains((batch[c * 16] - set.Mean[c]) / set.Std[c], new[] { 0f }));
    }

    [Fact]
    public void Validation_and_test_images_refuse_augmentation()
    {
        var train = Images(20, 1, 4, 4);
        var (_, validation) = Split.HoldOut(train, 5, 1);
        Assert.False(validation.MayBeAugmented);
        foreach (var set in new[] { validation, Images(3, 1, 4, 4, train: false) })
            Assert.Throws<InvalidOperationException>(() => Fill(set, [0], new Augmentation(true, 4, [0]), 1));
        Assert.Throws<InvalidOperationException>(() => Fill(validation, [0], new Augmentation(false, 0, [0]), 1));
    }

    [Fact]
    public void Wrong_sizes_and_indices_are_refused()
    {
        var set = Images(3, 1, 2, 2);
        Assert.Throws<ArgumentException>(() => Batches.Fill(set, [0], new float[5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batches.Fill(set, [3], new float[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Batches.Fill(set, [-1], new float[4]));
        Assert.Throws<ArgumentException>(() => Fill(set, [0], new Augmentation(true, 1, [0, 0])));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fill(set, [0], new Augmentation(true, -1, [0])));
    }

    [Fact]
    public void Labels_and_order_follow_the_indices()
    {
        var set = new ImageSet(new byte[3], [7, 8, 9], 1, 1, 1, true);
        var labels = new long[2];
        Batches.FillLabels(set, [2, 0], labels);
        Assert.Equal([9, 7], labels);
        var order = Batches.Order([5, 6, 7, 8, 9], 3);
        Assert.Equal([5, 6, 7, 8, 9], order.Order());
        Assert.Equal(order, Batches.Order([5, 6, 7, 8, 9], 3));
        Assert.NotEqual(Batches.Order([.. Enumerable.Range(0, 50)], 3), Batches.Order([.. Enumerable.Range(0, 50)], 4));
    }

    [Fact]
    public void Statistics_equal_those_computed_pixel_by_pixel()
    {
        var train = Images(30, 3, 7, 5);
        var set = DataSet.Create("s", train, Images(2, 3, 7, 5, train: false), ["only"]);
        for (var c = 0; c < 3; c++)
        {
            var values = Enumerable
                .Range(0, 30)
                .SelectMany(i => train.Pixels.Skip((i * 3 + c) * 35).Take(35))
                .Select(p => p / 255.0)
                .ToArray();
            var mean = values.Average();
            Assert.Equal((float)Math.Round(mean, 4), set.Mean[c]);
            Assert.Equal((float)Math.Round(Math.Sqrt(values.Average(v => (v - mean) * (v - mean))), 4), set.Std[c]);
        }
    }
}
