namespace QosNets.Selection;

/// <summary>
/// Which multipliers should the hardware have, and which layer uses which at each operating point? Rows are the layers
/// of point 0, then those of point 1, and so on (QoS-Nets, arXiv 2410.07762). The objective is
/// Σ_rows c·P(AM) / Σ_rows c: the mean of the points' relative powers.
/// </summary>
internal sealed record SelectionProblem
{
    private SelectionProblem() { }

    /// <summary>
    /// Strain of each pair at scale 1, σ_e/τ, [layers, multipliers]; infinite where τ is 0 and the error is not.
    /// </summary>
    public required double[,] UnitStrain { get; init; }

    /// <summary>Multiplications of each layer.</summary>
    public required IReadOnlyList<double> Costs { get; init; }

    /// <summary>Power of each multiplier relative to the exact one.</summary>
    public required IReadOnlyList<double> Powers { get; init; }

    /// <summary>Scale factor of each operating point, above 0.</summary>
    public required IReadOnlyList<double> Scales { get; init; }

    /// <summary>n, the largest number of multipliers in the set.</summary>
    public required int Limit { get; init; }

    /// <summary>Area of each multiplier, or null when not given.</summary>
    public required IReadOnlyList<double>? Areas { get; init; }

    /// <summary>Constraints besides the tolerances.</summary>
    public required SelectionConstraints Constraints { get; init; }

    /// <summary>Layer names, for messages.</summary>
    public required IReadOnlyList<string> LayerNames { get; init; }

    /// <summary>Multiplier names, for messages.</summary>
    public required IReadOnlyList<string> MultiplierNames { get; init; }

    /// <summary>Index of the exact multiplier, or null when there is none.</summary>
    public required int? Exact { get; init; }

    /// <summary>All rows: layer l at point p is row p·layers + l.</summary>
    public required IReadOnlyList<SelectionRow> Rows { get; init; }

    /// <summary>
    /// Multipliers that are good enough for at least one row and not excluded, and those that must be included; ascending.
    /// </summary>
    public required IReadOnlyList<int> Candidates { get; init; }

    /// <summary>Number of operating points.</summary>
    public int Points => Scales.Count;

    /// <summary>Number of layers.</summary>
    public int Layers => Costs.Count;

    /// <summary>Builds the problem from errors and tolerances.</summary>
    /// <param name="errors">σ_e, [layers, multipliers], at or above 0.</param>
    /// <param name="tolerances">τ of each layer, at or above 0; with τ = 0 only an error of 0 passes.</param>
    /// <param name="costs">Multiplications of each layer, above 0.</param>
    /// <param name="powers">Power of each multiplier relative to the exact one (not to the best survivor), at or above 0.</param>
    /// <param name="scales">Scale factor of each operating point, above 0.</param>
    /// <param name="limit">n, at least 1.</param>
    /// <param name="constraints">Further constraints, or null for none.</param>
    /// <param name="areas">Area of each multiplier, needed with an area budget.</param>
    /// <param name="layerNames">Layer names for messages; numbers when null.</param>
    /// <param name="multiplierNames">Multiplier names for messages; numbers when null.</param>
    /// <param name="exact">Index of the exact multiplier; when null, the cheapest one whose error is 0 in every layer, if
    /// any.</param>
    /// <exception cref="ArgumentException">An argument is out of range, or lengths disagree.</exception>
    public static SelectionProblem Build(
        double[,] errors,
        IReadOnlyList<double> tolerances,
        IReadOnlyList<double> costs,
        IReadOnlyList<double> powers,
        IReadOnlyList<double> scales,
        int limit,
        SelectionConstraints? constraints = null,
        IReadOnlyList<double>? areas = null,
        IReadOnlyList<string>? layerNames = null,
        IReadOnlyList<string>? multiplierNames = null,
        int? exact = null
    )
    {
        var (layers, multipliers) = (errors.GetLength(0), errors.GetLength(1));
        constraints ??= new SelectionConstraints();
        layerNames ??= [.. Enumerable.Range(0, layers).Select(l => $"layer {l}")];
        multiplierNames ??= [.. Enumerable.Range(0, multipliers).Select(m => $"multiplier {m}")];
        SelectionChecks.Input(errors, tolerances, costs, powers, limit, areas, layerNames, multiplierNames, exact);
        var unit = new double[layers, multipliers];
        for (var l = 0; l < layers; l++)
        {
            for (var m = 0; m < multipliers; m++)
                unit[l, m] = Strain.Of(errors[l, m], tolerances[l], 1);
        }
        exact ??= Enumerable
            .Range(0, multipliers)
            .Where(m => Enumerable.Range(0, layers).All(l => errors[l, m] == 0))
            .OrderBy(m => powers[m])
            .Cast<int?>()
            .FirstOrDefault();
        return new SelectionProblem
        {
            UnitStrain = unit,
            Costs = costs,
            Powers = powers,
            Scales = [],
            Limit = limit,
            Areas = areas,
            Constraints = constraints,
            LayerNames = layerNames,
            MultiplierNames = multiplierNames,
            Exact = exact,
            Rows = [],
            Candidates = [],
        }.WithScales(scales);
    }

    /// <summary>The same problem at other scale factors; their number may differ as long as no power caps are set.</summary>
    /// <exception cref="ArgumentException">A scale is not above 0, there is none, or the power caps do not match their
    /// number.</exception>
    public SelectionProblem WithScales(IReadOnlyList<double> scales) => With(scales, Constraints);

    /// <summary>The same problem with other constraints.</summary>
    /// <exception cref="ArgumentException">The constraints contradict each other or the problem's sizes.</exception>
    public SelectionProblem WithConstraints(SelectionConstraints constraints) => With(Scales, constraints);

    internal SelectionProblem With(IReadOnlyList<double> scales, SelectionConstraints constraints)
    {
        SelectionChecks.Constraints(constraints, Powers.Count, Limit, Areas, MultiplierNames);
        SelectionChecks.Points(scales, constraints);
        var rows = new List<SelectionRow>();
        for (var p = 0; p < scales.Count; p++)
        {
            for (var l = 0; l < Layers; l++)
            {
                var strain = new double[Powers.Count];
                for (var m = 0; m < strain.Length; m++)
                    strain[m] = UnitStrain[l, m] / scales[p];
                rows.Add(new SelectionRow(l, p, Costs[l], strain));
            }
        }
        var candidates = Enumerable
            .Range(0, Powers.Count)
            .Where(m =>
                constraints.MustInclude.Contains(m)
                || (!constraints.MustExclude.Contains(m) && rows.Exists(r => r.Strain[m] <= 1))
            );
        return this with { Constraints = constraints, Scales = scales, Rows = rows, Candidates = [.. candidates] };
    }

    /// <summary>What a row is called in messages.</summary>
    internal string RowName(SelectionRow row) =>
        $"{LayerNames[row.Layer]} at operating point {row.Point} (scale {Scales[row.Point]:g4})";
}

/// <summary>One layer at one operating point.</summary>
/// <param name="Layer">Layer index.</param>
/// <param name="Point">Operating point index.</param>
/// <param name="Cost">Multiplications of the layer, c_l.</param>
/// <param name="Strain">Preference vector v[m] = σ_e(l, m)/(s·τ_l) over all multipliers; at most 1 is good enough.</param>
internal sealed record SelectionRow(int Layer, int Point, double Cost, double[] Strain);
