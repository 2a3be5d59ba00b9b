using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Bits of a multiplier's two operands.</summary>
/// <param name="A">Bits of operand a, the activation: 1..8.</param>
/// <param name="B">Bits of operand b, the weight: 1..8.</param>
internal readonly record struct OperandWidths(int A, int B)
{
    /// <summary>The most bits that an operand has.</summary>
    public const int Most = 8;

    /// <summary>8×8, the widths of the engine's own operands.</summary>
    public static OperandWidths Full => new(Most, Most);

    /// <summary>Whether both widths are 1..8.</summary>
    public bool AreValid => A is >= 1 and <= Most && B is >= 1 and <= Most;

    /// <summary>Number of operand pairs.</summary>
    public int Pairs => 1 << (A + B);

    /// <summary>The widths with the operands exchanged.</summary>
    public OperandWidths Swapped => new(B, A);

    /// <summary>As people write it: <c>8x4</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{A}x{B}");

    /// <summary>Reads <c>8x4</c>; null when it is no such text.</summary>
    public static OperandWidths? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text is [var a and >= '1' and <= '8', 'x' or 'X' or '×', var b and >= '1' and <= '8']
            ? new OperandWidths(a - '0', b - '0')
            : null;
    }
}
