namespace QosNets.Reporting.Text;

/// <summary>Powers and savings for people: one that was estimated from counted gates never goes without its mark.</summary>
internal static class PowerText
{
    /// <summary>A quantity that rests on powers, within a text.</summary>
    public static string Quantity(string name, bool estimated) => estimated ? "estimated " + name : name;

    /// <summary>A power of a multiplier in the unit of its kind.</summary>
    /// <param name="milliwatt">The power in mW; nominally 1 µW per unit gate when estimated.</param>
    /// <param name="estimated">Whether it is a count of gates.</param>
    public static string Of(double milliwatt, bool estimated) =>
        estimated ? $"~{Format.Significant(1000 * milliwatt)} unit gates (estimate)" : $"{Format.Significant(milliwatt)} mW";

    /// <summary>A heading with a capital that becomes "Estimated …" where powers are estimates.</summary>
    public static string Heading(string heading, bool estimated) =>
        estimated ? "Estimated " + char.ToLowerInvariant(heading[0]) + heading[1..] : heading;
}
