using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>
/// Multipliers that are generated instead of read: exact, truncated, broken-array, DRUM and Mitchell. Their powers are
/// estimates from counted gates, which a library does not hold beside powers of another origin.
/// </summary>
internal static class MultiplierFamilies
{
    /// <summary>How the families are asked for, with the range of each parameter.</summary>
    public static IReadOnlyList<string> Usage { get; } =
    [
        "exact",
        "truncated:K (1..14 columns dropped)",
        "compensated:K (truncated, with a constant for what is dropped)",
        "broken-array:H,V (0..7 rows, 0..14 columns)",
        "drum:K (2..7 bits kept)",
        "mitchell",
    ];

    /// <summary>
    /// The members that a text asks for: a family, a family with parameters, or one with ranges, for example <c>mitchell</c>,
    /// <c>drum:4</c>, <c>broken-array:1-2,4-6</c>. Without parameters a family gives a choice of useful members.
    /// </summary>
    /// <exception cref="LibraryException">There is no such family, or a parameter is missing, no number or out of
    /// range.</exception>
    public static IReadOnlyList<FamilyMember> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (family, values) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
        return family switch
        {
            "exact" when values is null => [ArrayFamilies.Exact()],
            "mitchell" when values is null => [MitchellFamily.Member()],
            "truncated" => [.. Ranges(text, values ?? "2-8", 1)[0].Select(k => ArrayFamilies.Truncated(k, compensated: false))],
            "compensated" => [.. Ranges(text, values ?? "2-8", 1)[0].Select(k => ArrayFamilies.Truncated(k, compensated: true))],
            "drum" => [.. Ranges(text, values ?? "3-6", 1)[0].Select(DrumFamily.Member)],
            "broken-array" => Broken(Ranges(text, values ?? "1-3,4-8", 2)),
            "exact" or "mitchell" => throw new LibraryException($"family \"{text}\": {family} has no parameter; write {family}"),
            _ => throw new LibraryException($"family \"{text}\": there is no such family; use {string.Join("; ", Usage)}"),
        };
    }

    /// <summary>The member of that name without signedness, for example <c>drum_k4</c>; null when there is none.</summary>
    internal static FamilyMember? Named(string name) =>
        ((string[])["exact", "mitchell", "truncated:1-14", "compensated:1-14", "drum:2-7", "broken-array:0-7,0-14"])
            .SelectMany(Parse)
            .FirstOrDefault(m => m.Name == name);

    /// <summary>A library of family members, the exact multiplier first, whatever else is asked for.</summary>
    /// <param name="name">Name of the library.</param>
    /// <param name="families">Texts for <see cref="Parse"/>; what is asked for twice is there once.</param>
    /// <param name="signed">Two's complement operands and products.</param>
    /// <exception cref="LibraryException">As for <see cref="Parse"/>.</exception>
    public static MultiplierLibrary Library(string name, IEnumerable<string> families, bool signed)
    {
        var members = families.Prepend("exact").SelectMany(Parse).DistinctBy(m => m.Name).ToList();
        return new MultiplierLibrary(name, members.Select(m => m.ToMultiplier(signed)));
    }

    /// <summary>
    /// What DRUM(k) keeps of an operand of any width: the k bits from its leading one on, the lowest set when bits below are cut
    /// off.
    /// </summary>
    /// <param name="operand">The operand, at or above 0.</param>
    /// <param name="k">Bits that are kept, at least 2.</param>
    public static int DrumOperand(int operand, int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(operand);
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 2);
        return DrumFamily.Trim(operand, k);
    }

    internal static void Check(string family, string parameter, int value, int low, int high)
    {
        if (value < low || value > high)
            throw new LibraryException($"family {family}: {parameter} is {value}; it must be {low}..{high}");
    }

    private static List<FamilyMember> Broken(List<IReadOnlyList<int>> levels) =>
        [.. levels[0].SelectMany(h => levels[1].Select(v => ArrayFamilies.BrokenArray(h, v)))];

    private static List<IReadOnlyList<int>> Ranges(string text, string values, int count)
    {
        var parts = values.Split(',');
        if (parts.Length != count)
            throw new LibraryException(
                $"family \"{text}\": {parts.Length} parameters, it takes {count}; use {string.Join("; ", Usage)}"
            );
        return [.. parts.Select(p => Range(text, p))];
    }

    private static IReadOnlyList<int> Range(string text, string range)
    {
        var ends = range.Split('-');
        // Two digits are enough for every parameter, and keep a range short.
        if (ends.Length > 2 || ends.Any(e => e.Length is 0 or > 2 || !e.All(char.IsAsciiDigit)))
            throw new LibraryException($"family \"{text}\": \"{range}\" is no number and no range; write for example 4 or 2-6");
        var (low, high) = (int.Parse(ends[0], CultureInfo.InvariantCulture), int.Parse(ends[^1], CultureInfo.InvariantCulture));
        if (low > high)
            throw new LibraryException($"family \"{text}\": the range {range} is empty; write the lower end first");
        return [.. Enumerable.Range(low, high - low + 1)];
    }
}
