using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Runs;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

public class RunCheckTests
{
    private static readonly Network Network = BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, [0.5f], [0.5f]);
    private static readonly Experiment Experiment = new() { Name = "x", N = 2 };

    private static readonly string Cheapest = Small.Unsigned.Multipliers.MinBy(m => m.PowerMilliwatt)!.Name;

    private static double Power(string name) =>
        Small.Unsigned.RelativePower(Small.Unsigned.Multipliers[Small.Unsigned.IndexOf(name)]);

    private static void Check(Experiment experiment)
    {
        RunChecks.Check(experiment, Small.Unsigned, "lib.npz");
        RunChecks.Check(experiment, Small.Unsigned, Network);
    }

    private static string Refusal(Experiment experiment) => Assert.Throws<ExperimentException>(() => Check(experiment)).Message;

    [Fact]
    public void Wrong_names_are_found_with_their_key_and_near_ones()
    {
        Assert.Matches(
            "^selection.include: library .* has no multiplier \"mul8u_2P8\"; nearest are mul8u_2P7",
            Refusal(Experiment with { Selection = new SelectionOptions { Include = ["mul8u_2P8"] } })
        );
        Assert.StartsWith(
            "selection.exclude: library ",
            Refusal(Experiment with { Selection = new SelectionOptions { Exclude = ["nonsense"] } })
        );
    }

    [Fact]
    public void A_target_beyond_the_cheapest_multiplier_is_unreachable_and_one_at_it_is_not()
    {
        var most = 1 - Power(Cheapest);
        Check(Experiment with { TargetSavings = [0.1, most] });
        Assert.StartsWith(
            FormattableString.Invariant($"target_savings = {most + 1e-6} cannot be reached: {Cheapest}, the cheapest multiplier"),
            Refusal(Experiment with { TargetSavings = [0.1, most + 1e-6] })
        );
        Assert.Contains(
            "cannot be reached",
            Refusal(
                Experiment with
                {
                    TargetSavings = [most],
                    Selection = new SelectionOptions { Exclude = [Cheapest] },
                }
            )
        );
        // Both places are taken, by two dear ones.
        Assert.Contains(
            "cannot be reached: mul8u_2AC",
            Refusal(
                Experiment with
                {
                    TargetSavings = [most],
                    Selection = new SelectionOptions { Include = ["mul8u_1JFF", "mul8u_2AC"] },
                }
            )
        );
    }

    [Fact]
    public void A_power_cap_below_the_cheapest_multiplier_cannot_be_kept()
    {
        var capped = Experiment with
        {
            TargetSavings = [0.5],
            Selection = new SelectionOptions { PowerCaps = [Power(Cheapest)] },
        };
        Check(capped);
        Assert.Contains(
            $"cannot be kept: {Cheapest}, the cheapest multiplier",
            Refusal(capped with { Selection = new SelectionOptions { PowerCaps = [Power(Cheapest) - 1e-6] } })
        );
    }
}
