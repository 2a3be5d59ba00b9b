using QosNets.Selection;
using static QosNets.Training.Experiments.KeyKinds;

namespace QosNets.Training.Experiments;

/// <summary>Keys of the choice of multipliers and of its refinement.</summary>
internal static class SelectionKeys
{
    public static IReadOnlyList<ExperimentKey> Refinement() =>
        new SectionKeys<RefinementOptions>("refinement", e => e.Refinement, (e, s) => e with { Refinement = s })
            .Add(
                "measurements",
                Count,
                s => s.Measurements,
                (s, v) => s with { Measurements = v },
                "Points whose validation loss is measured, statistics re-estimated, before the search ends; 0 keeps the "
                    + "selector's choice."
            )
            .Add("images", AtLeastOne, s => s.Images, (s, v) => s with { Images = v }, "Validation images of a measurement.")
            .Add(
                "finalists",
                AtLeastOne,
                s => s.Finalists,
                (s, v) => s with { Finalists = v },
                "Choices of different sets that are compared after a short retraining, the best ones of the search."
            )
            .Add(
                "retraining_images",
                Count,
                s => s.RetrainingImages,
                (s, v) => s with { RetrainingImages = v },
                "Training images of this short retraining; 0 takes the choice of least loss without it."
            )
            .Keys;

    public static IReadOnlyList<ExperimentKey> Selection() =>
        new SectionKeys<SelectionOptions>("selection", e => e.Selection, (e, s) => e with { Selection = s })
            .Add(
                "selector",
                new WordKind(Selectors.Names),
                s => s.Selector,
                (s, v) => s with { Selector = v },
                string.Join(", ", Selectors.All.Select(s => $"{s.Name} ({s.Summary})")) + "."
            )
            .Add(
                "errors",
                new ChoiceKind<ErrorSource>(),
                s => s.Errors,
                (s, v) => s with { Errors = v },
                $"Which errors are compared with the tolerances: {ExperimentWords.Meanings<ErrorSource>()}."
            )
            .Add(
                "shift_weight",
                Share,
                s => s.ShiftWeight,
                (s, v) => s with { ShiftWeight = v },
                "Weight, in the variance, of errors that act as a rounding of weights, for `errors = \"retained\"`: 0 if "
                    + "retraining recovers them wholly, 1 if not at all."
            )
            .Add(
                "tolerances",
                new ChoiceKind<ToleranceSource>(),
                s => s.Tolerances,
                (s, v) => s with { Tolerances = v },
                $"Where the layers' tolerances come from: {ExperimentWords.Meanings<ToleranceSource>()}."
            )
            .Add("include", Names, s => s.Include, (s, v) => s with { Include = v }, "Multipliers that must be in the set.")
            .Add("exclude", Names, s => s.Exclude, (s, v) => s with { Exclude = v }, "Multipliers that must not be in the set.")
            .Add(
                "area_budget",
                NonNegative,
                s => s.AreaBudget,
                (s, v) => s with { AreaBudget = v },
                "Largest sum of the chosen multipliers' areas in µm²; 0 for none."
            )
            .Add(
                "power_caps",
                new ListKind<double>(new NumberKind(0, 1, above: true), "numbers"),
                s => s.PowerCaps,
                (s, v) => s with { PowerCaps = v },
                "Highest relative power of each operating point, one number a point; empty for none."
            )
            .Add(
                "time_limit",
                Positive,
                s => s.TimeLimit,
                (s, v) => s with { TimeLimit = v },
                "Seconds after which the search stops with the best set so far and its gap."
            )
            .Add(
                "sigma_floor",
                Share,
                s => s.SigmaFloor,
                (s, v) => s with { SigmaFloor = v },
                "Smallest σ of a layer as a share of the mean σ: short searches push that of the first and last layer to 0."
            )
            .Add(
                "allow_uninformative",
                Switch,
                s => s.AllowUninformative,
                (s, v) => s with { AllowUninformative = v },
                "Whether a layer may get a multiplier that carries no information of an operand there (docs/method.md)."
            )
            .Keys;
}
