using System.Text.RegularExpressions;

namespace QosNets.Multipliers;

/// <summary>
/// What a name in EvoApproxLib's scheme says: <c>mul8u_2P7</c>, <c>mul8x4u_0AB</c> (8 bits of a, 4 of b), <c>mul12s_2PP</c>,
/// <c>add8se_7R5</c>.
/// </summary>
/// <param name="IsAdder">Whether it names an adder.</param>
/// <param name="BitsA">Bits of operand a.</param>
/// <param name="BitsB">Bits of operand b.</param>
/// <param name="Signed">Whether operands are two's complement.</param>
internal sealed partial record PublishedName(bool IsAdder, int BitsA, int BitsB, bool Signed)
{
    /// <summary>Reads a name; null when it is none of the scheme.</summary>
    public static PublishedName? Of(string name)
    {
        var match = Scheme().Match(name);
        if (!match.Success)
            return null;
        var a = int.Parse(match.Groups["a"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        var b = match.Groups["b"].Success
            ? int.Parse(match.Groups["b"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture)
            : a;
        return new PublishedName(
            match.Groups["kind"].ValueSpan.Equals("add", StringComparison.OrdinalIgnoreCase),
            a,
            b,
            match.Groups["sign"].ValueSpan.Equals("s", StringComparison.OrdinalIgnoreCase)
        );
    }

    /// <summary>The operand widths, or null when they are none of a multiplier that is read.</summary>
    public OperandWidths? Widths => !IsAdder && new OperandWidths(BitsA, BitsB) is { AreValid: true } widths ? widths : null;

    [GeneratedRegex("^(?<kind>mul|add)(?<a>[0-9]{1,2})(x(?<b>[0-9]{1,2}))?(?<sign>[us])", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
