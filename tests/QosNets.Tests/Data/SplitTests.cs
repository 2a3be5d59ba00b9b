using CsCheck;
using QosNets.Data;
using Xunit;

namespace QosNets.Tests.Data;

public sealed class SplitTests
{
    [Fact]
    public void Parts_are_disjoint_complete_ascending_and_the_same_for_the_same_seed()
    {
        Gen.Select(Gen.Int[0, 300], Gen.Int[0, 300], Gen.Int)
            .Where((count, part, _) => part <= count)
            .Sample(
                (count, validation, seed) =>
                {
                    var (train, heldOut) = Split.Random(count, validation, seed);
                    Assert.Equal(validation, heldOut.Length);
                    Assert.Equal(Enumerable.Range(0, count), train.Concat(heldOut).Order());
                    Assert.Equal(train.Order(), train);
                    Assert.Equal(heldOut.Order(), heldOut);
                    var again = Split.Random(count, validation, seed);
                    Assert.Equal(train, again.Train);
                    Assert.Equal(heldOut, again.Validation);
                },
                iter: 200
            );
    }

    [Fact]
    public void The_division_of_a_seed_never_changes_and_another_seed_divides_otherwise()
    {
        // Expected values: a Python transcription of generator, seed mixing and shuffle.
        Assert.Equal([2, 14, 19, 37, 40, 78, 84, 93], Split.Random(100, 8, 1).Validation);
        Assert.NotEqual(Split.Random(100, 8, 1).Validation, Split.Random(100, 8, 2).Validation);
    }

    [Fact]
    public void Held_out_images_are_copies_of_those_not_trained_on()
    {
        var pixels = Enumerable.Range(0, 40).Select(i => (byte)i).ToArray();
        var images = new ImageSet(pixels, [.. Enumerable.Range(0, 10)], 1, 2, 2, mayBeAugmented: true);
        var (train, validation) = Split.HoldOut(images, 4, 5);
        Assert.Equal(Enumerable.Range(0, 10), train.Concat(validation.Labels).Order());
        for (var i = 0; i < 4; i++)
            Assert.Equal(pixels.Skip(validation.Labels[i] * 4).Take(4), validation.Pixels.Skip(i * 4).Take(4));
    }

    [Fact]
    public void More_validation_images_than_there_are_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.Random(10, 11, 0));
}
