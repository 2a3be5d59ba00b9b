using QosNets.Training.Stages;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

public class CollapseRuleTests
{
    private static readonly Dictionary<string, double> Before = new() { ["dear"] = 0.8, ["cheap"] = 0.3 };

    // Ten classes guess 0.1, so the floor of half the exact network's 0.9 is 0.5.
    private static readonly CollapseRule Rule = new(0.9, 10, 0.5);

    [Fact]
    public void The_floor_is_a_share_of_what_lies_above_guessing()
    {
        Assert.Equal(0.5, Rule.Floor, 1e-12);
        Assert.Equal(0, (Rule with { Share = 0 }).Floor);
        Assert.False((Rule with { Exact = 0.08 }).Collapsed(0));
        Assert.True(Rule.Guesses(0.17));
        Assert.False(Rule.Guesses(0.19));
    }

    [Theory]
    [InlineData("none falls", 0.85, 0.6, null)]
    [InlineData("one is below the floor but rises", 0.85, 0.4, null)]
    [InlineData("one is below the floor and does not rise", 0.85, 0.3, "cheap")]
    [InlineData("both fall and the weaker leaves", 0.2, 0.1, "cheap")]
    [InlineData("the stronger alone falls", 0.2, 0.6, "dear")]
    public void After_an_epoch_a_point_leaves_that_is_below_the_floor_and_no_better(
        string name,
        double dear,
        double cheap,
        string? leaver
    )
    {
        Assert.NotEmpty(name);
        Assert.Equal(leaver, Rule.Leaver(Before, [Epoch(1, dear, cheap)]));
        // Later epochs are held against the one before.
        Assert.Equal(leaver, Rule.Leaver(Before, [Epoch(1, 0.8, 0.3), Epoch(2, dear, cheap)]));
        Assert.Null((Rule with { Share = 0 }).Leaver(Before, [Epoch(1, dear, cheap)]));
    }

    [Fact]
    public void After_the_last_epoch_it_no_longer_helps_to_rise()
    {
        Assert.Equal("cheap", Rule.Leaver(Before, Epoch(1, 0.85, 0.4).Validation));
        Assert.Null(Rule.Leaver(Before, Epoch(1, 0.85, 0.51).Validation));
        Assert.Null(Rule.Leaver(Before, (IReadOnlyList<EpochResult>)[]));
    }

    private static EpochResult Epoch(int epoch, double dear, double cheap) =>
        new(epoch, 1, new Dictionary<string, double> { ["dear"] = dear, ["cheap"] = cheap });
}
