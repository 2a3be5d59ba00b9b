using QosNets.Approximation;

namespace QosNets.Selection;

/// <summary>
/// Finds scale factors for target savings (docs/method.md, "Savings, not scale factors"). The points share n multipliers, so
/// their scales are found together. Only scales at which some multiplier becomes good enough matter, and whether a set can reach
/// all targets is monotone in every scale, so each step is a bisection over these scales.
/// <list type="number">
/// <item>Each point alone gives a lower bound of its scale.</item>
/// <item>One common factor on all scales is raised until a set serves all points.</item>
/// <item>Each scale goes down again as far as the others allow, that of the most accurate point first.</item>
/// </list>
/// At the scales found, no single one can be smaller.
/// </summary>
internal static class ScaleSearch
{
    // A scale a little above the breakpoint: dividing by it must not round a strain of 1 upwards.
    private const double Margin = 1 + 1e-9;

    /// <summary>Finds the scales and selects.</summary>
    /// <param name="template">Errors, powers, n and constraints; its scales are not used. Power caps, if any, hold in
    /// addition.</param>
    /// <param name="targetSavings">Least saving of each operating point, ascending, each below 1.</param>
    /// <exception cref="ArgumentException">The targets are not ascending numbers below 1, or not as many as power
    /// caps.</exception>
    /// <exception cref="InfeasibleSelectionException">A target is unreachable at any scale; the message gives the largest saving
    /// attainable.</exception>
    public static ScaleSearchResult Find(SelectionProblem template, IReadOnlyList<double> targetSavings)
    {
        CheckTargets(targetSavings, template.Constraints.PowerCaps.Count);
        var caps = new double?[targetSavings.Count];
        for (var p = 0; p < caps.Length; p++)
        {
            var own = template.Constraints.PowerCaps.Count > 0 ? template.Constraints.PowerCaps[p] : null;
            caps[p] = Math.Min(1 - targetSavings[p], own ?? double.PositiveInfinity);
        }
        var steps = Breakpoints(template);
        var least = new int[caps.Length];
        for (var p = 0; p < caps.Length; p++)
        {
            var floor = p > 0 ? least[p - 1] : 0;
            least[p] = LeastStep(floor, steps.Length - 1, i => IsFeasible(template, [steps[i]], [caps[p]]));
            if (least[p] == steps.Length)
                throw Unreachable(template, steps[^1], p, targetSavings[p]);
        }
        var chosen = Together(template, steps, least, caps);
        for (var p = 0; p < caps.Length; p++)
        {
            var floor = p > 0 ? Math.Max(least[p], chosen[p - 1]) : least[p];
            chosen[p] = LeastStep(floor, chosen[p] - 1, i => IsFeasible(template, Scales(steps, chosen, p, i), caps));
        }
        var problem = Capped(template, [.. chosen.Select(i => steps[i])], caps);
        return new ScaleSearchResult(problem, ExactSelector.Select(problem));
    }

    /// <summary>The lowest steps that are feasible together and lie one common factor above those of each point alone.</summary>
    private static int[] Together(SelectionProblem template, double[] steps, int[] least, double?[] caps)
    {
        int[] At(double factor) => Array.ConvertAll(least, i => Math.Max(i, StepAtMost(steps, steps[i] * factor)));
        bool Feasible(double factor) => IsFeasible(template, [.. At(factor).Select(i => steps[i])], caps);
        if (Feasible(1))
            return least;
        var (low, high) = (1.0, steps[^1] / steps[least[0]]);
        if (!Feasible(high))
            throw Infeasibility.Explain(Capped(template, [.. At(high).Select(i => steps[i])], caps));
        while (!At(low).AsSpan().SequenceEqual(At(high)) && high / low > 1 + 1e-3)
        {
            var middle = Math.Sqrt(low * high);
            if (Feasible(middle))
                high = middle;
            else
                low = middle;
        }
        return At(high);
    }

    /// <summary>The first index of low..high that is feasible, high + 1 when none is; feasibility is monotone.</summary>
    private static int LeastStep(int low, int high, Func<int, bool> feasible)
    {
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (feasible(middle))
                high = middle - 1;
            else
                low = middle + 1;
        }
        return low;
    }

    private static int StepAtMost(double[] steps, double scale)
    {
        var at = Array.BinarySearch(steps, scale);
        return at >= 0 ? at : Math.Max(0, ~at - 1);
    }

    private static double[] Scales(double[] steps, int[] chosen, int point, int step) =>
        [.. chosen.Select((i, p) => steps[p == point ? step : i])];

    /// <summary>
    /// All scales at which some multiplier becomes good enough for some layer, ascending; 1 when there are none.
    /// </summary>
    private static double[] Breakpoints(SelectionProblem template)
    {
        var steps = template
            .UnitStrain.Cast<double>()
            .Where(v => v > 0 && double.IsFinite(v))
            .Distinct()
            .Order()
            .Select(v => v * Margin)
            .ToArray();
        return steps.Length > 0 ? steps : [1];
    }

    private static SelectionProblem Capped(SelectionProblem template, double[] scales, double?[] caps) =>
        template.With(scales, template.Constraints with { PowerCaps = caps });

    private static bool IsFeasible(SelectionProblem template, double[] scales, double?[] caps) =>
        ExactSelector.IsFeasible(Capped(template, scales, caps));

    private static InfeasibleSelectionException Unreachable(SelectionProblem template, double scale, int point, double target)
    {
        var widest = template.With([scale], template.Constraints with { PowerCaps = [] });
        Infeasibility.CheckBeforeSearch(widest);
        if (ExactSelector.LeastPower(widest, 0) is not { } power)
            return Infeasibility.Explain(widest);
        var most = PowerModel.Saving(power);
        return most >= target
            ? new InfeasibleSelectionException(
                $"operating point {point}: a saving of {target:p2} is reachable, but its power cap of "
                    + $"{template.Constraints.PowerCaps[point]:g6} is not; the largest saving is {most:p2}"
            )
            : new InfeasibleSelectionException(
                $"operating point {point}: a saving of {target:p2} is unreachable at any scale, the largest is {most:p2}; "
                    + $"lower the target, raise n or add cheaper multipliers"
            );
    }

    private static void CheckTargets(IReadOnlyList<double> targets, int caps)
    {
        if (targets.Count == 0)
            throw new ArgumentException("there are no target savings; give one for each operating point");
        if (caps != 0 && caps != targets.Count)
            throw new ArgumentException(
                $"there are {caps} power caps for {targets.Count} target savings; give one of each for every operating point"
            );
        for (var p = 0; p < targets.Count; p++)
        {
            if (!(targets[p] < 1))
                throw new ArgumentException($"operating point {p} is to save {targets[p]}; a saving is a fraction below 1");
            if (p > 0 && targets[p] < targets[p - 1])
                throw new ArgumentException(
                    $"operating point {p} is to save {targets[p]:g4}, less than the {targets[p - 1]:g4} of the point before; "
                        + $"order the points by saving"
                );
        }
    }
}

/// <summary>Scale factors that reach target savings, and the selection they lead to.</summary>
/// <param name="Problem">The problem at these scales, with the targets as power caps.</param>
/// <param name="Selection">Its proven selection.</param>
internal sealed record ScaleSearchResult(SelectionProblem Problem, ExactSelection Selection)
{
    /// <summary>Scale factor of each operating point, ascending.</summary>
    public IReadOnlyList<double> Scales => Problem.Scales;

    /// <summary>Saving each operating point achieves, at least its target.</summary>
    public IReadOnlyList<double> Savings => Selection.Choice.Savings;
}
