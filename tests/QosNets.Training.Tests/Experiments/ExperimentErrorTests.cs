using Xunit;

namespace QosNets.Training.Tests.Experiments;

public sealed class ExperimentErrorTests : IDisposable
{
    private readonly ExperimentFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("n = 0", "x.toml:2: n = 0 is below 1; give a whole number, 1 and up")]
    [InlineData("n = 99999999999", "x.toml:2: n = 99999999999 is above 1000000000; give a whole number, 1 and up")]
    [InlineData("n = 2.5", "x.toml:2: n = 2.5 is of the wrong kind; give a whole number, 1 and up")]
    [InlineData("n = \"4\"", "x.toml:2: n = \"4\" is of the wrong kind; give a whole number, 1 and up")]
    [InlineData("seed = -1", "x.toml:2: seed = -1 is below 0; give a whole number, 0 and up")]
    [InlineData("\n\nretrain.epochs = 3", "x.toml:4: retrain.epochs is not a key; the nearest is retraining.epochs")]
    [InlineData("[retrainign]", "x.toml:2: [retrainign] is not a section; the nearest is [retraining]")]
    [InlineData(
        "[baseline]\nlearnign_rate = 0.1",
        "x.toml:3: baseline.learnign_rate is not a key; the nearest is baseline.learning_rate"
    )]
    [InlineData("[baseline]\nlearning_rate = 0", "x.toml:3: baseline.learning_rate = 0 is not above 0; give a number, above 0")]
    [InlineData(
        "[baseline]\nlearning_rate = nan",
        "x.toml:3: baseline.learning_rate = nan is not a finite number; give a number, above 0"
    )]
    [InlineData("[baseline]\nwarmup = 0.6", "x.toml:3: baseline.warmup = 0.6 is above 0.5; give a number, 0 to 0.5")]
    [InlineData("[baseline]\nmomentum = 1", "x.toml:3: baseline.momentum = 1 is not below 1; give a number, from 0, below 1")]
    [InlineData(
        "[baseline]\nschedule = \"cosin\"",
        "x.toml:3: baseline.schedule = \"cosin\" is not known; the nearest is \"cosine\"; give one of cosine, steps"
    )]
    [InlineData(
        "[retraining]\nvariant = \"batchnorm\"",
        "x.toml:3: retraining.variant = \"batchnorm\" is not known; the nearest is \"batchnorm-only\"; give one of joint, "
            + "batchnorm-only, recalibrate-only"
    )]
    [InlineData(
        "[quantization]\nranges = \"max\"",
        "x.toml:3: quantization.ranges = \"max\" is not known; the nearest is \"minmax\"; give one of clipped, minmax"
    )]
    [InlineData(
        "[selection]\nerrors = \"measurd\"",
        "x.toml:3: selection.errors = \"measurd\" is not known; the nearest is \"measured\"; give one of predicted, measured, "
            + "centred, retained"
    )]
    [InlineData(
        "[baseline]\nschedule = \"steps\"\nmilestones = [8, 5]",
        "x.toml:4: baseline.milestones = [8, 5] is not ascending: 5 follows 8; give a list of whole numbers, ascending, each "
            + "1 and up"
    )]
    [InlineData(
        "[baseline]\nmilestones = [5, 8]",
        "x.toml:3: baseline.milestones has no meaning with schedule = \"cosine\"; set schedule = \"steps\" or leave "
            + "milestones out"
    )]
    [InlineData("scales = [1.0]", "x.toml:2: both target_savings and scales are given; give one, and set the other to []")]
    [InlineData(
        "dataset = \"cifar10\"",
        "x.toml:2: dataset = \"cifar10\" is not embedded; give its folder: data = \"FOLDER\", or --set data=FOLDER"
    )]
    [InlineData("name = \"a/b\"", "x.toml:2: name = \"a/b\" cannot name a folder; use letters, digits, '-', '_' and '.'")]
    [InlineData(
        "n = 1\n[selection]\ninclude = [\"a\", \"b\"]",
        "x.toml:4: selection.include names 2 multipliers, more than n = 1; raise n or name fewer"
    )]
    [InlineData(
        "[selection]\ninclude = [\"a\"]\nexclude = [\"b\", \"a\"]",
        "x.toml:4: selection.exclude names a, which selection.include demands; drop one of the two"
    )]
    [InlineData(
        "[selection]\npower_caps = [0.3, 0.2]",
        "x.toml:3: selection.power_caps has 2 values for 1 operating points; give one for each, or none"
    )]
    [InlineData("n = ", "x.toml:2: Unexpected token", true)]
    [InlineData("n = 3\nn = 4", "x.toml:3: The key `n` is already defined", true)]
    [InlineData("[[baseline]]", "x.toml:2: [[baseline]] is a list of sections, which no key takes; write [baseline]")]
    public void A_wrong_line_is_named_with_value_limit_and_remedy(string line, string message, bool startOnly = false)
    {
        var error = folder.ErrorOf("target_savings = [0.7]\n" + line + "\n");
        if (startOnly)
            Assert.StartsWith(message, error);
        else
            Assert.Equal(message, error);
    }

    [Theory]
    [InlineData(
        "target_savings = [0.8, 0.7]",
        "x.toml:1: target_savings = [0.8, 0.7] is not ascending: 0.7 follows 0.8; give a list of numbers, ascending, each "
            + "above 0 and below 1"
    )]
    [InlineData(
        "target_savings = [0.7, 0.7]",
        "x.toml:1: target_savings = [0.7, 0.7] is not ascending: 0.7 follows 0.7; give a list of numbers, ascending, each "
            + "above 0 and below 1"
    )]
    [InlineData(
        "target_savings = [70]",
        "x.toml:1: target_savings = [70] is wrong: its value 70.0 is not below 1; give a list of numbers, ascending, each "
            + "above 0 and below 1"
    )]
    [InlineData("n = 4", "x.toml: no operating points are asked for; give target_savings, for example [0.7, 0.8], or scales")]
    public void Operating_points_are_asked_for_in_one_sound_way(string toml, string message) =>
        Assert.Equal(message, folder.ErrorOf(toml + "\n"));

    [Theory]
    [InlineData("n=0", "--set n=0: n = 0 is below 1; give a whole number, 1 and up")]
    [InlineData("n", "--set n: expected KEY=VALUE, for example --set retraining.epochs=2")]
    [InlineData("=3", "--set =3: expected KEY=VALUE, for example --set retraining.epochs=2")]
    [InlineData("epochs=3", "--set epochs=3: epochs is not a key; the nearest is scales")]
    [InlineData("seed=[1", "--set seed=[1: seed = \"[1\" is of the wrong kind; give a whole number, 0 and up")]
    [InlineData(
        "target_savings=[0.7, 0.70001]",
        "--set target_savings=[0.7, 0.70001]: two operating points would both be called save70; ask for points further apart, "
            + "or for one of them"
    )]
    [InlineData(
        "scales=[1.0]",
        "--set scales=[1.0]: both target_savings and scales are given; give one, and set the other to []"
    )]
    public void A_wrong_override_is_named_like_a_wrong_line(string text, string message) =>
        Assert.Equal(message, folder.ErrorOf("target_savings = [0.7]\n", text));
}
