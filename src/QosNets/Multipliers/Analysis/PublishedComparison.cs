using System.Globalization;
using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>Compares a library with a sheet of published facts, to the digits that were printed.</summary>
internal static class PublishedComparison
{
    private static readonly Dictionary<string, Func<Multiplier, ErrorMetrics, double?>> Columns = new(StringComparer.Ordinal)
    {
        ["mae"] = (_, e) => e.MeanAbsoluteError,
        ["wce"] = (_, e) => e.WorstCaseError,
        ["mae_percent"] = (m, e) => e.MeanAbsoluteError / m.Widths.Pairs * 100,
        ["wce_percent"] = (m, e) => e.WorstCaseError / (double)m.Widths.Pairs * 100,
        ["ep_percent"] = (_, e) => e.ErrorProbability * 100,
        ["mre_percent"] = (_, e) => e.MeanRelativeError * 100,
        ["mse"] = (_, e) => e.MeanSquaredError,
        ["power_mw"] = (m, _) => m.PowerMilliwatt,
        ["area_um2"] = (m, _) => m.AreaSquareMicrometre,
        ["delay_ns"] = (m, _) => m.DelayNanosecond,
    };

    /// <summary>Compares a library with a sheet.</summary>
    /// <param name="library">The library; its error figures are computed from its tables.</param>
    /// <param name="lines">The sheet, a table of text: the first line names the columns. Of them name (or table) is needed;
    /// signed,
    /// mae, wce, mae_percent and wce_percent (of the largest product), ep_percent, mre_percent, mse, power_mw, area_um2 and
    /// delay_ns are read when there.</param>
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
        try
        {
            return Compare(library, SeparatedText.Parse(place, string.Join('\n', lines)));
        }
        catch (SeparatedTextException e)
        {
            throw new LibraryException(e.Message, e);
        }
    }

    private static (IReadOnlyList<LibraryDifference> Differences, int Compared, int OtherRows) Compare(
        MultiplierLibrary library,
        SeparatedText table
    )
    {
        var header = table.Rows.Count > 0 ? table.Rows[0] : new TextRow(1, []);
        string[] titles = [.. header.Fields.Select(Title)];
        var names = Array.IndexOf(titles, "name");
        if (names < 0 || !titles.Any(Columns.ContainsKey))
            throw new SeparatedTextException(
                $"{table.Path}: its first line names no column \"name\" or none of {string.Join(", ", Columns.Keys)}; add them"
            );
        var differences = new List<LibraryDifference>();
        var (compared, others) = (0, 0);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in table.Below(header))
        {
            var row = titles
                .Zip(line.Fields)
                .DistinctBy(p => p.First)
                .ToDictionary(p => p.First, p => p.Second, StringComparer.Ordinal);
            if (row.TryGetValue("signed", out var signed) && signed != (library.Signed ? "1" : "0"))
            {
                others++;
                continue;
            }
            seen.Add(row["name"]);
            if (library.Multipliers.FirstOrDefault(m => m.Name == row["name"]) is { } multiplier)
                compared += Compare(multiplier, row, $"{table.Path} line {line.Line}", table.Separator, differences);
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
        char separator,
        List<LibraryDifference> differences
    )
    {
        var compared = 0;
        // Published figures are over the circuit's own operands.
        var metrics = ErrorMetrics.Compute(multiplier.Native);
        foreach (var (column, text) in row.Where(c => Columns.ContainsKey(c.Key) && c.Value.Length > 0))
        {
            var printed =
                (TextNumber.WithPoint(text, separator) is { } number ? PrintedFigure.Parse(number) : null)
                ?? throw new LibraryException($"{place}: {column} is \"{text}\"; write a number");
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
                    new LibraryDifference(
                        multiplier.Name,
                        column,
                        Text(value),
                        text,
                        Reason(printed, value, column, row, multiplier.Widths.Pairs)
                    )
                );
        }
        return compared;
    }

    private static string Reason(PrintedFigure printed, double value, string column, Dictionary<string, string> row, double range)
    {
        // Some sheets compute the percentage from the figure that they had already rounded.
        if (
            column is "mae_percent" or "wce_percent"
            && row.TryGetValue(column[..3], out var whole)
            && PrintedFigure.Parse(whole) is { } rounded
            && printed.Is(rounded.Value / range * 100)
        )
            return $"it is the percentage of the rounded {column[..3]}, {whole}";
        if (Math.Abs(value - printed.Value) < 2 * printed.HalfUnit)
            return "it was cut off, not rounded";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"off by {Math.Abs(value - printed.Value) / (2 * printed.HalfUnit):G3} units of the last digit"
        );
    }

    // Columns in other units than a library's are left alone.
    private static string Title(string title)
    {
        if (FactColumns.IsName(title))
            return "name";
        var column = ColumnName.Of(title);
        var plain = column.Unit.Length > 0 ? $"{column.Name}_{column.Unit}" : column.Name;
        return plain switch
        {
            "power" => "power_mw",
            "area" => "area_um2",
            "delay" => "delay_ns",
            _ => plain,
        };
    }

    private static string Text(double value) => value.ToString("G7", CultureInfo.InvariantCulture);
}
