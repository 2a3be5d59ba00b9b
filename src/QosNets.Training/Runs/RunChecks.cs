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

    /// <summary>Checks an experiment against its library.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="library">The multipliers.</param>
    /// <param name="path">The library's file, for messages.</param>
    /// <exception cref="ExperimentException">There are too few multipliers, or one is named that is not there.</exception>
    public static void Check(Experiment experiment, MultiplierLibrary library, string path)
    {
        if (experiment.N > library.Multipliers.Count)
            throw new ExperimentException(
                $"n = {experiment.N}, but {path} holds {library.Multipliers.Count} multipliers; lower n or name a larger library"
            );
        Positions("include", experiment.Selection.Include, library);
        Positions("exclude", experiment.Selection.Exclude, library);
    }

    /// <summary>Checks an experiment against its images.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="set">The images.</param>
    /// <exception cref="ExperimentException">Validation takes all training images.</exception>
    public static void Check(Experiment experiment, DataSet set)
    {
        if (experiment.Validation >= set.Train.Count)
            throw new ExperimentException(
                $"validation = {experiment.Validation} leaves none of the {set.Train.Count} training images; lower it"
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
