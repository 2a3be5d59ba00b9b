using CsCheck;
using QosNets.Numerics;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class DeterministicRandomTests
{
    [Fact]
    public void The_sequence_is_that_of_the_published_generators()
    {
        // Expected values: a Python transcription of the authors' C code, splitmix64 from 0 seeding xoshiro256**.
        var random = new DeterministicRandom(0);
        Assert.Equal(
            [0x99EC5F36CB75F2B4, 0xBF6E1F784956452A, 0x1A5F849D4933E6E0],
            Enumerable.Range(0, 3).Select(_ => random.NextUInt64())
        );
    }

    [Fact]
    public void Integers_stay_below_their_bound_and_all_occur_equally_often()
    {
        var random = new DeterministicRandom(7);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt(7)]++;
        // Six deviations of a binomial with p = 1/7.
        Assert.All(counts, count => Assert.InRange(count, 10_000 - 556, 10_000 + 556));
        Gen.Select(Gen.ULong, Gen.Int[1, int.MaxValue])
            .Sample((seed, bound) => Assert.InRange(new DeterministicRandom(seed).NextInt(bound), 0, bound - 1));
    }

    [Fact]
    public void Fractions_fill_the_unit_interval()
    {
        var random = new DeterministicRandom(9);
        var values = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToArray();
        Assert.All(values, value => Assert.True(value is >= 0 and < 1));
        Assert.InRange(values.Average(), 0.48, 0.52);
        Assert.InRange(values.Max(), 0.99, 1);
        Assert.InRange(values.Min(), 0, 0.01);
    }

    [Fact]
    public void Shuffling_keeps_every_item_and_reaches_every_order()
    {
        var seen = new HashSet<string>();
        for (var seed = 0UL; seed < 300; seed++)
        {
            var items = "abcd".ToCharArray();
            new DeterministicRandom(seed).Shuffle<char>(items);
            Assert.Equal("abcd", string.Concat(items.Order()));
            seen.Add(new string(items));
        }
        Assert.Equal(24, seen.Count);
    }

    [Fact]
    public void Seeds_depend_on_every_part_its_order_and_the_purpose()
    {
        ulong[] seeds =
        [
            DeterministicRandom.Seed(),
            DeterministicRandom.Seed(0),
            DeterministicRandom.Seed(0, 0),
            DeterministicRandom.Seed(1, 0),
            DeterministicRandom.Seed(0, 1),
            DeterministicRandom.Seed(1, 1),
            DeterministicRandom.Seed(0, "a"),
            DeterministicRandom.Seed(0, "b"),
            DeterministicRandom.Seed(1, "a"),
        ];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.Equal(DeterministicRandom.Seed(5, "split"), DeterministicRandom.Seed(5, "split"));
    }
}
