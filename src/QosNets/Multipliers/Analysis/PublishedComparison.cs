using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Compares a library with a sheet of published facts, to the digits that were printed.</summary>
public static class PublishedComparison
{
    private const double Range = 65536;

    private static readonly Dictionary<string, Func<Multiplier, ErrorMetrics, double?>> Columns = new(StringComparer.Ordinal)
    {
        ["mae"] = (_, e) => e.MeanAbsoluteError,
        ["wce"] = (_, e) => e.WorstCaseError,
        ["mae_percent"] = (_, e) => e.MeanAbsoluteError / Range * 100,
        ["wce_percent"] = (_, e) => e.WorstCaseError / Range * 100,
        ["ep_percent"] = (_, e) => e.ErrorProbability * 100,
        ["mre_percent"] = (_, e) => e.MeanRelativeError * 100,
        ["mse"] = (_, e) => e.MeanSquaredError,
        ["power_mw"] = (m, _) => m.PowerMilliwatt,
        ["area_um2"] = (m, _) => m.AreaSquareMicrometre,
        ["delay_ns"] = (m, _) => m.DelayNanosecond,
    };

    /// <summary>Compares a library with a sheet.</summary>
    /// <param name="library">The library; its error figures are computed from its tables.</param>
    /// <param name="lines">The sheet, comma-separated: the first line names the columns. Of them name is needed; signed, mae,
    /// wce, mae_percent and wce_percent (of 65,536), ep_percent, mre_percent, mse, power_mw, area_um2 and delay_ns are read when
    /// there.</param>
    /// <param name="place">What messages call the sheet.</param>
    /// <returns>Every exception, how many figures were compared, and how many rows are of multipliers of the other
    /// signedness.</returns>
    /// <exception cref="LibraryException">The sheet has no names or no known figure, or a field is no number.</exception>
    public static (IReadOnlyList<LibraryDifference> Differences, int Compared, int OtherRows) Compare(
        MultiplierLibrary library,
        IReadOnlyList<string> lines,
        string place
    )
    {
        ArgumentNullException.ThrowIfNull(library);
        ArgumentNullException.ThrowIfNull(lines);
        var header = lines.Count > 0 ? lines[0].Split(',', StringSplitOptions.TrimEntries) : [];
        if (!header.Contains("name") || !header.Any(Columns.ContainsKey))
            throw new LibraryException(
                $"{place}: its first line names no column \"name\" or none of {string.Join(", ", Columns.Keys)}; add them"
            );
        var differences = new List<LibraryDifference>();
        var (compared, others) = (0, 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i].Length == 0)
                continue;
            var fields = lines[i].Split(',', StringSplitOptions.TrimEntries);
            if (fields.Length != header.Length)
                throw new LibraryException(
                    $"{place} line {i + 1}: {fields.Length} fields for {header.Length} columns; fill every column"
                );
            var row = header.Zip(fields).ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
            if (row.TryGetValue("signed", out var signed) && signed != (library.Signed ? "1" : "0"))
            {
                others++;
                continue;
            }
            seen.Add(row["name"]);
            if (library.Multipliers.FirstOrDefault(m => m.Name == row["name"]) is { } multiplier)
                compared += Compare(multiplier, row, $"{place} line {i + 1}", differences);
            else
                differences.Add(
                    new LibraryDifference(row["name"], "multiplier", "missing", "there", "the library has none of this name")
                );
        }
        differences.AddRange(
            library
                .Multipliers.Where(m => !seen.Contains(m.Name))
                .Select(m => new LibraryDifference(m.Name, "multiplier", "there", "missing", "the sheet has no row of this name"))
        );
        return (differences, compared, others);
    }

    private static int Compare(
        Multiplier multiplier,
        Dictionary<string, string> row,
        string place,
        List<LibraryDifference> differences
    )
    {
        var compared = 0;
        var metrics = ErrorMetrics.Compute(multiplier.Table);
        foreach (var (column, text) in row.Where(c => Columns.ContainsKey(c.Key) && c.Value.Length > 0))
        {
            var printed =
                PrintedFigure.Parse(text) ?? throw new LibraryException($"{place}: {column} is \"{text}\"; write a number");
            if (Columns[column](multiplier, metrics) is not { } value)
                continue;
            compared++;
            if (multiplier.PowerIsEstimated && column == "power_mw")
                differences.Add(
                    new LibraryDifference(
                        multiplier.Name,
                        column,
                        Text(value) + " (estimate)",
                        text,
                        "an estimate and a figure of another origin are not comparable"
                    )
                );
            else if (!printed.Is(value))
                differences.Add(
                    new LibraryDifference(multiplier.Name, column, Text(value), text, Reason(printed, value, column, row))
                );
        }
        return compared;
    }

    private static string Reason(PrintedFigure printed, double value, string column, Dictionary<string, string> row)
    {
        // Some sheets compute the percentage from the figure that they had already rounded.
        if (
            column is "mae_percent" or "wce_percent"
            && row.TryGetValue(column[..3], out var whole)
            && PrintedFigure.Parse(whole) is { } rounded
            && printed.Is(rounded.Value / Range * 100)
        )
            return $"it is the percentage of the rounded {column[..3]}, {whole}";
        if (Math.Abs(value - printed.Value) < 2 * printed.HalfUnit)
            return "it was cut off, not rounded";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"off by {Math.Abs(value - printed.Value) / (2 * printed.HalfUnit):G3} units of the last digit"
        );
    }

    private static string Text(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
