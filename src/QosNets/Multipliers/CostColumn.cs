namespace QosNets.Multipliers;

/// <summary>
/// What a multiplier costs by one measure: a column of its library. <see cref="Power"/>, <see cref="Area"/> and
/// <see cref="LookUpTables"/> are facts that every library has room for, others have names of their own
/// (<see cref="Multiplier.Costs"/>), for example <c>asap7</c>.
/// </summary>
internal static class CostColumn
{
    /// <summary>Power in mW; what is chosen by unless another column is named.</summary>
    public const string Power = "power";

    /// <summary>Cell area in µm².</summary>
    public const string Area = "area";

    /// <summary>Look-up tables of an FPGA.</summary>
    public const string LookUpTables = "luts";

    private const int LongestName = 32;

    /// <summary>Columns that are no named costs, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Facts { get; } = [Power, Area, LookUpTables];

    /// <summary>Whether a column of its own may be called so: up to 32 lower-case letters, digits and underscores, a letter
    /// first, and the name of no fact.</summary>
    public static bool IsOwnName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= LongestName
            && char.IsAsciiLetterLower(name[0])
            && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            && !Facts.Contains(name);
    }

    /// <summary>What a multiplier costs, in the column's unit; null when it is not known.</summary>
    public static double? Of(Multiplier multiplier, string column)
    {
        ArgumentNullException.ThrowIfNull(multiplier);
        return column switch
        {
            Power => multiplier.PowerMilliwatt,
            Area => multiplier.AreaSquareMicrometre,
            LookUpTables => multiplier.LookUpTables,
            _ => multiplier.Costs.Of(column),
        };
    }

    /// <summary>The columns that at least one of some multipliers has, facts first, others by name.</summary>
    public static IReadOnlyList<string> Known(IReadOnlyList<Multiplier> multipliers)
    {
        ArgumentNullException.ThrowIfNull(multipliers);
        return
        [
            .. Facts.Where(c => multipliers.Any(m => Of(m, c) is not null)),
            .. multipliers.SelectMany(m => m.Costs.Select(c => c.Column)).Distinct().Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>A column as a title: its unit with it, where it has one.</summary>
    public static string Title(string column) =>
        column switch
        {
            Power => "power, mW",
            Area => "area, µm²",
            LookUpTables => "LUTs",
            _ => column,
        };
}
