namespace QosNets.Multipliers;

/// <summary>
/// Reads the comment before a C or Verilog model: lines <c>// MAE = 1409</c> with MAE, WCE, EP, MRE, MSE (also with <c>%</c>
/// after the name) and <c>PDK45_PWR</c>, <c>PDK45_AREA</c>, <c>PDK45_DELAY</c> in mW, µm² and ns.
/// </summary>
internal static class ModelHeader
{
    public static Facts Read(ReadOnlySpan<char> header, string name, List<ImportNote> notes)
    {
        var facts = new Facts();
        foreach (var line in header.EnumerateLines())
        {
            var text = line.Trim().TrimStart("/* ");
            var equals = text.IndexOf('=');
            if (equals < 1 || equals > 40 || Key(text[..equals]) is not var (figure, unit))
                continue;
            var value = text[(equals + 1)..].Trim();
            var blank = value.IndexOfAny(" \t%");
            var number = blank < 0 ? value : value[..blank];
            var printedUnit = blank < 0 ? "" : value[blank..].Trim();
            if (
                PrintedFigure.Parse(number.ToString()) is not { } printed
                || !(printedUnit.IsEmpty || printedUnit.SequenceEqual(unit))
            )
                notes.Add(
                    new ImportNote(
                        name,
                        $"{Facts.NameOf(figure)} in the header is \"{SourceText.Printable(value)}\", which is not read; write "
                            + $"a number{(unit.Length > 0 ? $" in {unit}" : "")}"
                    )
                );
            else
                facts.Figures[figure] = printed;
        }
        return facts;
    }

    private static (Figure Figure, string Unit)? Key(ReadOnlySpan<char> key) =>
        key.ToString().Replace(" ", "", StringComparison.Ordinal) switch
        {
            "MAE" => (Figure.Mae, ""),
            "WCE" => (Figure.Wce, ""),
            "MSE" => (Figure.Mse, ""),
            "MAE%" => (Figure.MaePercent, "%"),
            "WCE%" => (Figure.WcePercent, "%"),
            "EP%" or "EP" => (Figure.Ep, "%"),
            "MRE%" or "MRE" => (Figure.Mre, "%"),
            "PDK45_PWR" => (Figure.Power, "mW"),
            "PDK45_AREA" => (Figure.Area, "um2"),
            "PDK45_DELAY" => (Figure.Delay, "ns"),
            _ => null,
        };
}
