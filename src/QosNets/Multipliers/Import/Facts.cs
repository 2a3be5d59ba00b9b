namespace QosNets.Multipliers;

/// <summary>Figures that headers and fact sheets print.</summary>
internal enum Figure
{
    Power,
    Area,
    Delay,
    Mae,
    Wce,
    Ep,
    Mre,
    Mse,
    MaePercent,
    WcePercent,
    FpgaPower,
    FpgaDelay,
    LookUpTables,
}

/// <summary>What a header or a fact sheet says about one multiplier.</summary>
internal sealed class Facts
{
    public Dictionary<Figure, PrintedFigure> Figures { get; } = [];

    public bool? Signed { get; set; }

    /// <summary>Bits of operand a.</summary>
    public int? WidthA { get; set; }

    /// <summary>Bits of operand b.</summary>
    public int? WidthB { get; set; }

    /// <summary>Both widths, when both are there.</summary>
    public OperandWidths? Widths => WidthA is { } a && WidthB is { } b ? new OperandWidths(a, b) : null;

    /// <summary>Power in mW: of a synthesis for silicon, else for an FPGA.</summary>
    public double? Power => this[Figure.Power] ?? this[Figure.FpgaPower];

    /// <summary>Delay in ns of what <see cref="Power"/> is of.</summary>
    public double? Delay => this[Figure.Delay] ?? (this[Figure.Power] is null ? this[Figure.FpgaDelay] : null);

    public bool PowerIsEstimated { get; set; }

    /// <summary>Costs in columns of their own.</summary>
    public Dictionary<string, double> Costs { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// <see cref="Costs"/>, and the power of an FPGA where that of silicon is known as well: a library has one power.
    /// </summary>
    public CostList AllCosts =>
        new([
            .. Costs.Select(c => (c.Key, c.Value)),
            .. this[Figure.Power] is not null && this[Figure.FpgaPower] is { } fpga
                ? [("fpga_power", fpga)]
                : Array.Empty<(string, double)>(),
        ]);

    public string? Source { get; set; }

    public string? Licence { get; set; }

    public double? this[Figure figure] => Figures.TryGetValue(figure, out var printed) ? printed.Value : null;

    /// <summary>The name under which people know a figure.</summary>
    public static string NameOf(Figure figure) =>
        figure switch
        {
            Figure.Power => "power in mW",
            Figure.Area => "area in µm²",
            Figure.Delay => "delay in ns",
            Figure.MaePercent => "MAE in %",
            Figure.WcePercent => "WCE in %",
            Figure.Ep => "EP in %",
            Figure.Mre => "MRE in %",
            Figure.FpgaPower => "FPGA power in mW",
            Figure.FpgaDelay => "FPGA delay in ns",
            Figure.LookUpTables => "look-up tables",
            _ => figure.ToString().ToUpperInvariant(),
        };

    /// <summary>Whether other facts give the same figures and kinds.</summary>
    public bool SaysTheSameAs(Facts other) =>
        Signed == other.Signed
        && Widths == other.Widths
        && PowerIsEstimated == other.PowerIsEstimated
        && Figures.Count == other.Figures.Count
        && AllCosts.Equals(other.AllCosts)
        && Figures.All(f => other.Figures.TryGetValue(f.Key, out var value) && value.Value == f.Value.Value);

    /// <summary>The five error figures, when all are there.</summary>
    public PublishedMetrics? Published() =>
        this[Figure.Mae] is { } mae
        && this[Figure.Wce] is { } wce
        && this[Figure.Ep] is { } ep
        && this[Figure.Mre] is { } mre
        && this[Figure.Mse] is { } mse
            ? new PublishedMetrics(mae, wce, ep, mre, mse)
            : null;

    /// <summary>These facts and, where they are silent, others; a note for every figure on which the two disagree.</summary>
    public Facts Over(Facts other, string name, List<ImportNote> notes)
    {
        var merged = new Facts
        {
            Signed = Signed ?? other.Signed,
            WidthA = WidthA ?? other.WidthA,
            WidthB = WidthB ?? other.WidthB,
            PowerIsEstimated = PowerIsEstimated || other.PowerIsEstimated,
            Source = Source ?? other.Source,
            Licence = Licence ?? other.Licence,
        };
        foreach (var (column, value) in other.Costs.Concat(Costs))
            merged.Costs[column] = value;
        foreach (var (figure, printed) in other.Figures)
            merged.Figures[figure] = printed;
        foreach (var (figure, printed) in Figures)
        {
            if (
                other.Figures.TryGetValue(figure, out var second)
                && Math.Abs(printed.Value - second.Value) > (printed.HalfUnit + second.HalfUnit) * (1 + 1e-9)
            )
                notes.Add(
                    new ImportNote(
                        name,
                        $"{NameOf(figure)} is {printed.Value} in the fact sheet and {second.Value} in the header; the fact "
                            + $"sheet is taken"
                    )
                );
            merged.Figures[figure] = printed;
        }
        return merged;
    }

    /// <summary>Every printed error figure that the computed one does not round to.</summary>
    /// <returns>The figures in words, and whether one is so far off that rounding cannot explain it.</returns>
    public (IReadOnlyList<string> Differences, bool Far) Compare(NativeTable table)
    {
        var computed = ErrorMetrics.Compute(table);
        // Of the largest product, as EvoApproxLib gives them.
        double range = table.Widths.Pairs;
        var differences = new List<string>();
        var far = false;
        foreach (var figure in Enum.GetValues<Figure>())
        {
            double? value = figure switch
            {
                Figure.Mae => computed.MeanAbsoluteError,
                Figure.Wce => computed.WorstCaseError,
                Figure.Ep => computed.ErrorProbability * 100,
                Figure.Mre => computed.MeanRelativeError * 100,
                Figure.Mse => computed.MeanSquaredError,
                Figure.MaePercent => computed.MeanAbsoluteError / range * 100,
                Figure.WcePercent => computed.WorstCaseError / range * 100,
                _ => null,
            };
            if (value is not { } known || !Figures.TryGetValue(figure, out var printed) || printed.Is(known))
                continue;
            far |= !printed.IsNear(known);
            differences.Add(
                FormattableString.Invariant($"{NameOf(figure)} is printed as {printed.Value} and computed as {known:G8}")
            );
        }
        return (differences, far);
    }
}
