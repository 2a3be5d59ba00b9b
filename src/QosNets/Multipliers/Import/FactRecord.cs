using System.Globalization;
using QosNets.Tabular;

namespace QosNets.Multipliers;

/// <summary>The facts of one line or object, set key by key.</summary>
/// <param name="place">What messages call the line or object.</param>
internal sealed class FactRecord(string place)
{
    private readonly Facts facts = new();
    private string? name;

    /// <summary>Whether a key is read, or known and left alone.</summary>
    public static bool Reads(string key)
    {
        try
        {
            return FactColumns.IsName(key)
                || FactColumns.IsKnown(key)
                || ColumnName.Of(key).Name is "signed" or "source" or "licence" or "license" or "width_a" or "width_b"
                || FactColumns.CostOf(key) is not null
                || FactColumns.FigureOf(key) is not null;
        }
        catch (FormatException)
        {
            // A unit that is not read is an error where a value stands.
            return true;
        }
    }

    /// <summary>Sets a key; a blank value says nothing.</summary>
    /// <exception cref="LibraryException">The value is not one of the key's, or its unit is not read.</exception>
    public void Set(string key, string value, char separator)
    {
        if (value.Length == 0)
            return;
        switch (ColumnName.Of(key).Name)
        {
            case var _ when FactColumns.IsName(key):
                name = value;
                break;
            case "signed":
                facts.Signed = Flag(key, value);
                break;
            case "power_is_estimated":
                facts.PowerIsEstimated = Flag(key, value);
                break;
            case "width_a":
                facts.WidthA = Width(key, value);
                break;
            case "width_b":
                facts.WidthB = Width(key, value);
                break;
            case "source":
                facts.Source = value;
                break;
            case "licence" or "license":
                facts.Licence = value;
                break;
            case var _ when FactColumns.CostOf(key) is { } column:
                facts.Costs[column] = Number(key, value, separator).Value;
                break;
            default:
                SetFigure(key, value, separator);
                break;
        }
    }

    /// <summary>Adds the facts under their name.</summary>
    /// <exception cref="LibraryException">There is no name, or it has other facts already.</exception>
    public void AddTo(Dictionary<string, Facts> all)
    {
        if (name is null)
            throw new LibraryException($"{place}: it has no name; facts are joined by name");
        if (!all.TryAdd(name, facts) && !facts.SaysTheSameAs(all[name]))
            throw new LibraryException(
                $"{place}: {SourceText.Printable(name)} has facts already, and others; keep one line of them"
            );
    }

    private void SetFigure(string key, string value, char separator)
    {
        (Figure Figure, double Divisor)? column;
        try
        {
            column = FactColumns.FigureOf(key);
        }
        catch (FormatException e)
        {
            throw new LibraryException($"{place}: {SourceText.Printable(key)}: {e.Message}", e);
        }
        if (column is not var (figure, divisor))
            return;
        facts.Figures[figure] = Number(key, value, separator).DividedBy(divisor);
    }

    private PrintedFigure Number(string key, string value, char separator) =>
        (TextNumber.WithPoint(value, separator) is { } text ? PrintedFigure.Parse(text) : null)
        ?? throw new LibraryException(
            $"{place}: {SourceText.Printable(key)} is \"{SourceText.Printable(value)}\"; write a number at or above 0"
                + (value.Contains(',', StringComparison.Ordinal) ? " with a decimal point" : "")
        );

    private bool Flag(string key, string value) =>
        value.ToLowerInvariant() switch
        {
            "0" or "false" => false,
            "1" or "true" => true,
            _ => throw new LibraryException(
                $"{place}: {key.ToLowerInvariant()} is \"{SourceText.Printable(value)}\"; write 0 or 1"
            ),
        };

    private int Width(string key, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
        && width is >= 1 and <= OperandWidths.Most
            ? width
            : throw new LibraryException(
                $"{place}: {key.ToLowerInvariant()} is \"{SourceText.Printable(value)}\"; an operand has 1..8 bits"
            );
}
