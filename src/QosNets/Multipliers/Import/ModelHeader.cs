namespace QosNets.Multipliers;

/// <summary>
/// Reads the comment before a C or Verilog model: lines <c>// MAE = 1409</c> with MAE, WCE, EP, MRE, MSE (also with <c>%</c>
/// after the name), <c>PDK45_PWR</c>, <c>PDK45_AREA</c>, <c>PDK45_DELAY</c> in mW, µm² and ns, and <c>FPGA_POWER</c>,
/// <c>FPGA_DELAY</c>, <c>FPGA_LUT</c> in W, ns and look-up tables, as the circuits of ApproxFPGAs have them.
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
            if (equals < 1 || equals > 40 || Key(text[..equals]) is not var (figure, unit, divisor))
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
                facts.Figures[figure] = printed.DividedBy(divisor);
        }
        return facts;
    }

    private static (Figure Figure, string Unit, double Divisor)? Key(ReadOnlySpan<char> key) =>
        key.ToString().Replace(" ", "", StringComparison.Ordinal) switch
        {
            "MAE" => (Figure.Mae, "", 1),
            "WCE" => (Figure.Wce, "", 1),
            "MSE" => (Figure.Mse, "", 1),
            "MAE%" => (Figure.MaePercent, "%", 1),
            "WCE%" => (Figure.WcePercent, "%", 1),
            "EP%" or "EP" => (Figure.Ep, "%", 1),
            "MRE%" or "MRE" => (Figure.Mre, "%", 1),
            "PDK45_PWR" => (Figure.Power, "mW", 1),
            "PDK45_AREA" => (Figure.Area, "um2", 1),
            "PDK45_DELAY" => (Figure.Delay, "ns", 1),
            "FPGA_POWER" => (Figure.FpgaPower, "W", 1e-3),
            "FPGA_DELAY" => (Figure.FpgaDelay, "ns", 1),
            "FPGA_LUT" => (Figure.LookUpTables, "", 1),
            _ => null,
        };
}
