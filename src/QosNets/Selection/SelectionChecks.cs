namespace QosNets.Selection;

/// <summary>Checks of what a selection problem is built from.</summary>
internal static class SelectionChecks
{
    public static void Input(
        double[,] errors,
        IReadOnlyList<double> tolerances,
        IReadOnlyList<double> costs,
        IReadOnlyList<double> powers,
        int limit,
        IReadOnlyList<double>? areas,
        IReadOnlyList<string> layerNames,
        IReadOnlyList<string> multiplierNames,
        int? exact
    )
    {
        var (layers, multipliers) = (errors.GetLength(0), errors.GetLength(1));
        if (layers == 0 || multipliers == 0)
            throw new ArgumentException(
                $"the error table is {layers}×{multipliers}; selection needs a layer and a multiplier at least"
            );
        Length("tolerances", tolerances.Count, "layers", layers);
        Length("costs", costs.Count, "layers", layers);
        Length("layer names", layerNames.Count, "layers", layers);
        Length("powers", powers.Count, "multipliers", multipliers);
        Length("multiplier names", multiplierNames.Count, "multipliers", multipliers);
        if (areas is not null)
            Length("areas", areas.Count, "multipliers", multipliers);
        if (limit < 1)
            throw new ArgumentException($"n is {limit}; the hardware needs at least one multiplier");
        if (exact is < 0 || exact >= multipliers)
            throw new ArgumentException($"the exact multiplier is number {exact}, there are 0..{multipliers - 1}");
        for (var l = 0; l < layers; l++)
        {
            if (!(tolerances[l] >= 0) || double.IsInfinity(tolerances[l]))
                throw new ArgumentException(
                    $"{layerNames[l]} has a tolerance of {tolerances[l]}; it must be a number at or above 0"
                );
            if (!(costs[l] > 0) || double.IsInfinity(costs[l]))
                throw new ArgumentException($"{layerNames[l]} does {costs[l]} multiplications; a layer does at least one");
            for (var m = 0; m < multipliers; m++)
            {
                if (!(errors[l, m] >= 0) || double.IsInfinity(errors[l, m]))
                    throw new ArgumentException(
                        $"the error of {multiplierNames[m]} in {layerNames[l]} is {errors[l, m]}; it must be a number at or "
                            + $"above 0"
                    );
            }
        }
        for (var m = 0; m < multipliers; m++)
        {
            if (!(powers[m] >= 0) || double.IsInfinity(powers[m]))
                throw new ArgumentException(
                    $"{multiplierNames[m]} has a relative power of {powers[m]}; it must be a number at or above 0"
                );
            if (areas is not null && (!(areas[m] >= 0) || double.IsInfinity(areas[m])))
                throw new ArgumentException($"{multiplierNames[m]} has an area of {areas[m]}; it must be a number at or above 0");
        }
    }

    public static void Constraints(
        SelectionConstraints constraints,
        int multipliers,
        int limit,
        IReadOnlyList<double>? areas,
        IReadOnlyList<string> names
    )
    {
        foreach (var m in constraints.MustInclude.Concat(constraints.MustExclude))
        {
            if (m < 0 || m >= multipliers)
                throw new ArgumentException($"multiplier number {m} is constrained, there are 0..{multipliers - 1}");
        }
        foreach (var m in constraints.MustInclude)
        {
            if (constraints.MustExclude.Contains(m))
                throw new ArgumentException($"{names[m]} must be both included and excluded; remove it from one of the lists");
        }
        var included = constraints.MustInclude.Distinct().ToArray();
        if (included.Length > limit)
            throw new ArgumentException(
                $"{included.Length} multipliers must be included, n is {limit}; raise n or include fewer"
            );
        if (constraints.AreaBudget is not { } budget)
            return;
        if (areas is null)
            throw new ArgumentException($"an area budget of {budget} is set, but the multipliers' areas are not given");
        if (!(budget >= 0))
            throw new ArgumentException($"the area budget is {budget}; it must be at or above 0");
    }

    public static void Points(IReadOnlyList<double> scales, SelectionConstraints constraints)
    {
        if (scales.Count == 0)
            throw new ArgumentException("there are no scale factors; give one for each operating point");
        for (var p = 0; p < scales.Count; p++)
        {
            if (!(scales[p] > 0) || double.IsInfinity(scales[p]))
                throw new ArgumentException(
                    $"operating point {p} has a scale factor of {scales[p]}; it must be a number above 0"
                );
        }
        if (constraints.PowerCaps.Count != 0)
            Length("power caps", constraints.PowerCaps.Count, "operating points", scales.Count);
        foreach (var cap in constraints.PowerCaps)
        {
            if (cap is { } value && !(value >= 0))
                throw new ArgumentException($"a power cap is {value}; it must be at or above 0");
        }
    }

    private static void Length(string what, int count, string of, int expected)
    {
        if (count != expected)
            throw new ArgumentException($"there are {count} {what} for {expected} {of}");
    }
}
