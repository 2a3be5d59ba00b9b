using QosNets.Selection;
using static QosNets.Training.Experiments.KeyKinds;

namespace QosNets.Training.Experiments;

/// <summary>Keys of the choice of multipliers.</summary>
internal static class SelectionKeys
{
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
