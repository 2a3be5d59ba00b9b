using System.Globalization;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;

namespace QosNets.Training.Runs;

/// <summary>What can be known of an experiment before anything is trained.</summary>
internal static class RunChecks
{
    private const double Rounding = 1e-9;

    /// <summary>The library, its multipliers to be chosen by the experiment's cost.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="library">Its library as it was read.</param>
    /// <exception cref="ExperimentException">The library lacks the cost, or some of its multipliers do.</exception>
    public static MultiplierLibrary WithCost(Experiment experiment, MultiplierLibrary library)
    {
        try
        {
            return library.By(experiment.Cost);
        }
        catch (LibraryException e)
        {
            throw new ExperimentException($"cost = \"{experiment.Cost}\": {e.Message}");
        }
    }

    /// <summary>Checks an experiment against its library.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="path">The library's file, for messages.</param>
    /// <exception cref="ExperimentException">There are too few multipliers, one is named that is not there, those that are named
    /// contradict each other, or no choice keeps the area budget.</exception>
    public static void Check(Experiment experiment, MultiplierLibrary library, string path)
    {
        if (experiment.N > library.Multipliers.Count)
            throw new ExperimentException(
                $"n = {experiment.N}, but {path} holds {library.Multipliers.Count} multipliers; lower n or name a larger library"
            );
        var included = Positions("include", experiment.Selection.Include, library).Distinct().ToList();
        var both = included.Intersect(Positions("exclude", experiment.Selection.Exclude, library)).ToList();
        if (both.Count > 0)
            throw new ExperimentException(
                $"selection.include and selection.exclude both name {library.Multipliers[both[0]].Name}; "
                    + "remove it from one of them"
            );
        if (included.Count > experiment.N)
            throw new ExperimentException(
                $"selection.include names {included.Count} multipliers, n is {experiment.N}; raise n or include fewer"
            );
        if (experiment.Selection.AreaBudget > 0)
            CheckArea(experiment, library, included);
    }

    private static void CheckArea(Experiment experiment, MultiplierLibrary library, List<int> included)
    {
        if (library.Multipliers.FirstOrDefault(m => m.AreaSquareMicrometre is null) is { } unknown)
            throw new ExperimentException(
                $"selection.area_budget: the library knows no area of {unknown.Name}; add it to the library or drop the budget"
            );
        var areas = library.Multipliers.Select(m => m.AreaSquareMicrometre!.Value).ToList();
        var least = included.Count > 0 ? included.Sum(m => areas[m]) : Allowed(experiment, library).Min(m => areas[m]);
        if (least > experiment.Selection.AreaBudget + Rounding)
            throw new ExperimentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"selection.area_budget = {experiment.Selection.AreaBudget} cannot be kept: "
                        + $"{(included.Count > 0 ? "those that must be included take" : "the smallest multiplier takes")} "
                        + $"{least} µm²; raise the budget or drop it"
                )
            );
    }

    /// <summary>Checks an experiment against its images.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="set">The images.</param>
    /// <exception cref="ExperimentException">Validation takes all training images.</exception>
    public static void Check(Experiment experiment, DataSet set)
    {
        if (experiment.Validation >= set.Train.Count)
            throw new ExperimentException(
                $"validation = {experiment.Validation} leaves none of the {set.Train.Count} training images; lower it "
                    + $"(--set validation={Math.Max(1, set.Train.Count / 10)} keeps a tenth)"
            );
    }

    /// <summary>Checks a network against its images.</summary>
    /// <param name="network">The network.</param>
    /// <param name="set">The images.</param>
    /// <exception cref="ExperimentException">It takes other images, or gives another number of classes.</exception>
    public static void Check(Network network, DataSet set)
    {
        var shape = new Shape(set.Train.Channels, set.Train.Height, set.Train.Width);
        if (network.Input.Shape != shape || network.Classes != set.ClassNames.Count)
            throw new ExperimentException(
                $"network {network.Name} classifies images of {network.Input.Shape} into {network.Classes} classes; those of "
                    + $"{set.Name} are of {shape} and have {set.ClassNames.Count}"
            );
    }

    /// <summary>
    /// Checks that the targets can be reached: no choice saves more than the cheapest multiplier in all layers.
    /// </summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="network">The network.</param>
    /// <exception cref="ExperimentException">A target saving or a power cap is beyond it.</exception>
    public static void Check(Experiment experiment, MultiplierLibrary library, Network network)
    {
        var powers = new AssignmentPower(network, library).Powers;
        var cheapest = Allowed(experiment, library).MinBy(m => powers[m]);
        var least = powers[cheapest];
        var name = library.Multipliers[cheapest].Name;
        if (experiment.TargetSavings.Any(s => s > 1 - least + Rounding))
            throw new ExperimentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"target_savings = {experiment.TargetSavings.Max()} cannot be reached: {name}, the cheapest multiplier "
                        + $"that may be "
                        + $"chosen, saves {1 - least:0.0000} when all layers use it; lower the target or name another library"
                )
            );
        if (experiment.Selection.PowerCaps.Any(c => c < least - Rounding))
            throw new ExperimentException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"selection.power_caps = {experiment.Selection.PowerCaps.Min()} cannot be kept: {name}, the cheapest "
                        + $"multiplier "
                        + $"that may be chosen, has the relative power {least:0.0000}; raise the cap or name another library"
                )
            );
    }

    private static IEnumerable<int> Allowed(Experiment experiment, MultiplierLibrary library)
    {
        var included = Positions("include", experiment.Selection.Include, library);
        // With every place taken nothing else can be chosen.
        return included.Count == experiment.N
            ? included
            : Enumerable.Range(0, library.Multipliers.Count).Except(Positions("exclude", experiment.Selection.Exclude, library));
    }

    private static List<int> Positions(string key, IReadOnlyList<string> names, MultiplierLibrary library)
    {
        try
        {
            return [.. names.Select(library.IndexOf)];
        }
        catch (LibraryException e)
        {
            throw new ExperimentException($"selection.{key}: {e.Message}");
        }
    }
}
