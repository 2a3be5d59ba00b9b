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
}

/// <summary>What a header or a fact sheet says about one multiplier.</summary>
internal sealed class Facts
{
    public Dictionary<Figure, PrintedFigure> Figures { get; } = [];

    public bool? Signed { get; set; }

    public bool PowerIsEstimated { get; set; }

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
            _ => figure.ToString().ToUpperInvariant(),
        };

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
            PowerIsEstimated = PowerIsEstimated || other.PowerIsEstimated,
            Source = Source ?? other.Source,
            Licence = Licence ?? other.Licence,
        };
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

    /// <summary>Notes for every printed error figure that the computed one does not round to.</summary>
    public void Compare(string name, ErrorMetrics computed, List<ImportNote> notes)
    {
        foreach (var figure in Enum.GetValues<Figure>())
        {
            double? value = figure switch
            {
                Figure.Mae => computed.MeanAbsoluteError,
                Figure.Wce => computed.WorstCaseError,
                Figure.Ep => computed.ErrorProbability * 100,
                Figure.Mre => computed.MeanRelativeError * 100,
                Figure.Mse => computed.MeanSquaredError,
                // Of the largest 16-bit product, as EvoApproxLib gives them.
                Figure.MaePercent => computed.MeanAbsoluteError / 65536 * 100,
                Figure.WcePercent => computed.WorstCaseError / 65536.0 * 100,
                _ => null,
            };
            if (value is { } known && Figures.TryGetValue(figure, out var printed) && !printed.Is(known))
                notes.Add(
                    new ImportNote(
                        name,
                        FormattableString.Invariant($"{NameOf(figure)} is printed as {printed.Value} and computed as {known:G8}")
                    )
                );
        }
    }
}
