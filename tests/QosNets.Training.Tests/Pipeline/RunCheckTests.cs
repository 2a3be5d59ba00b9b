using QosNets.Multipliers;
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

    [Fact]
    public void Names_that_contradict_each_other_are_found()
    {
        Assert.StartsWith(
            "selection.include and selection.exclude both name mul8u_2AC",
            Refusal(
                Experiment with
                {
                    Selection = new SelectionOptions { Include = ["mul8u_2AC"], Exclude = ["mul8u_2AC"] },
                }
            )
        );
        var three = Small.Unsigned.Multipliers.Take(3).Select(m => m.Name).ToArray();
        Check(Experiment with { Selection = new SelectionOptions { Include = [three[0], three[1], three[0]] } });
        Assert.Equal(
            "selection.include names 3 multipliers, n is 2; raise n or include fewer",
            Refusal(Experiment with { Selection = new SelectionOptions { Include = three } })
        );
    }

    [Fact]
    public void An_area_budget_that_no_choice_keeps_is_found()
    {
        double Area(string name) => Small.Unsigned.Multipliers[Small.Unsigned.IndexOf(name)].AreaSquareMicrometre!.Value;
        SelectionOptions Budget(double budget, params string[] include) => new() { AreaBudget = budget, Include = include };
        var smallest = Small.Unsigned.Multipliers.Min(m => m.AreaSquareMicrometre)!.Value;
        Check(Experiment with { Selection = Budget(Math.Max(smallest, 1e-6)) });
        var both = Area("mul8u_1JFF") + Area("mul8u_2AC");
        Check(Experiment with { Selection = Budget(both, "mul8u_1JFF", "mul8u_2AC") });
        Assert.Contains(
            "cannot be kept: those that must be included take",
            Refusal(Experiment with { Selection = Budget(both - 1, "mul8u_1JFF", "mul8u_2AC") })
        );

        var unknown = new MultiplierLibrary(
            "partly",
            [.. Small.Unsigned.Multipliers.Select((m, i) => i == 1 ? m with { AreaSquareMicrometre = null } : m)]
        );
        var message = Assert
            .Throws<ExperimentException>(() => RunChecks.Check(Experiment with { Selection = Budget(1000) }, unknown, "lib.npz"))
            .Message;
        Assert.Contains($"knows no area of {unknown.Multipliers[1].Name}", message);
    }
}
