using QosNets.Data;
using QosNets.Selection;

namespace QosNets.Training.Experiments;

/// <summary>Checks of keys against each other; those of single values are in <see cref="ExperimentKeys"/>.</summary>
internal static class ExperimentChecks
{
    /// <summary>Throws for the first contradiction.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="placeOf">Where a key (dotted name) was given, for the message.</param>
    /// <exception cref="ExperimentException">Keys contradict each other.</exception>
    public static void Check(Experiment experiment, Func<string, string> placeOf)
    {
        void Require(bool holds, string key, string message)
        {
            if (!holds)
                throw new ExperimentException($"{placeOf(key)}: {message}");
        }

        Require(
            IsFileName(experiment.Name),
            "name",
            $"name = \"{experiment.Name}\" cannot name a folder; use letters, digits, '-', '_' and '.'"
        );
        var savings = experiment.TargetSavings.Count;
        var scales = experiment.Scales.Count;
        Require(
            savings > 0 || scales > 0,
            "target_savings",
            "no operating points are asked for; give target_savings, for example [0.7, 0.8], or scales"
        );
        Require(
            savings == 0 || scales == 0,
            "scales",
            "both target_savings and scales are given; give one, and set the other to []"
        );
        var twin = PointNames
            .Of(experiment.TargetSavings, experiment.Scales)
            .GroupBy(n => n)
            .FirstOrDefault(g => g.Count() > 1)
            ?.Key;
        Require(
            twin is null,
            savings > 0 ? "target_savings" : "scales",
            $"two operating points would both be called {twin}; ask for points further apart, or for one of them"
        );
        Require(
            experiment.Dataset == DataSets.Embedded || experiment.Data.Length > 0,
            "dataset",
            $"dataset = \"{experiment.Dataset}\" is not embedded; give its folder: data = \"FOLDER\", or --set data=FOLDER"
        );

        Require(
            experiment.Head == HeadChoice.Keep || ModelFiles.IsFile(experiment.Network),
            "head",
            $"head = \"replace\" has no meaning with network = \"{experiment.Network}\", which is made for its classes; leave "
                + "it out"
        );

        Require(
            experiment.Images.Mean.Count == experiment.Images.Std.Count,
            "images.std",
            $"images.mean has {experiment.Images.Mean.Count} values and images.std {experiment.Images.Std.Count}; give one of "
                + "each for every channel, or neither"
        );
        var steps = ExperimentWords.Of(LearningRateSchedule.Steps);
        foreach (var (section, training) in Trainings(experiment))
        {
            var schedule = ExperimentWords.Of(training.Schedule);
            Require(
                training.Milestones.Count == 0 || schedule == steps,
                section + ".milestones",
                $"{section}.milestones has no meaning with schedule = \"{schedule}\"; set schedule = \"{steps}\" or leave "
                    + $"milestones out"
            );
        }

        var retraining = experiment.Retraining;
        Require(
            retraining.BiasCorrection || retraining.Collapse == 0,
            "retraining.bias_correction",
            "without bias correction points may begin near guessing and be trained apart; set retraining.collapse = 0 too"
        );
        Require(
            !retraining.WeightTuning || retraining.Variant == RetrainingVariant.Joint,
            "retraining.weight_tuning",
            $"retraining.weight_tuning changes weights, which variant = \"{ExperimentWords.Of(retraining.Variant)}\" leaves as "
                + "they are; leave one of the two out"
        );

        var selection = experiment.Selection;
        Require(
            selection.Include.Count <= experiment.N,
            "selection.include",
            $"selection.include names {selection.Include.Count} multipliers, more than n = {experiment.N}; raise n or name fewer"
        );
        Require(
            savings > 0 || !Selectors.Named(selection.Selector).NeedsTargetSavings,
            "selection.selector",
            $"selection.selector = \"{selection.Selector}\" chooses by savings, not by scales; give target_savings, or take "
                + $"{Selectors.All.First(s => !s.NeedsTargetSavings).Name}"
        );
        var both = selection.Include.FirstOrDefault(selection.Exclude.Contains);
        Require(
            both is null,
            "selection.exclude",
            $"selection.exclude names {both}, which selection.include demands; drop one of the two"
        );
        Require(
            selection.PowerCaps.Count == 0 || selection.PowerCaps.Count == savings + scales,
            "selection.power_caps",
            $"selection.power_caps has {selection.PowerCaps.Count} values for {savings + scales} operating points; give one "
                + $"for each, or none"
        );
    }

    private static (string Section, TrainingOptions Options)[] Trainings(Experiment e) =>
        [("baseline", e.Baseline), ("quantization", e.Quantization), ("robustness", e.Robustness), ("retraining", e.Retraining)];

    // The name becomes a folder and a file on every system, so it keeps to what all of them allow.
    private static bool IsFileName(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
