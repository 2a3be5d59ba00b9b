namespace QosNets.Multipliers;

/// <summary>
/// A combinational circuit over the 16 operand bits, built gate by gate: AND and XOR gates, and literals, each a node
/// and whether it is inverted. Constants fold while it is built, so masks, shifts and extensions cost no gates.
/// </summary>
internal sealed class Circuit
{
    /// <summary>The literals that are always 0 and always 1.</summary>
    public const int Zero = 0,
        One = 1;

    /// <summary>Operand bits: of b, then of a.</summary>
    public const int Inputs = 16;

    // An exact 8×8-bit multiplier has about 400; the limit bounds time and memory of a hostile file.
    private const int MaximumGates = 200_000;

    private readonly List<Gate> gates = [];

    public readonly record struct Gate(int Left, int Right, bool Exclusive);

    public IReadOnlyList<Gate> Gates => gates;

    /// <summary>Whether the circuit is larger than any model that is read.</summary>
    public bool Overflows => gates.Count > MaximumGates;

    public static string OverflowReason => $"the model needs more than {MaximumGates} gates; an 8×8-bit multiplier has hundreds";

    /// <summary>Bit 0..7 of operand a.</summary>
    public static int A(int bit) => 2 * (1 + 8 + bit);

    /// <summary>Bit 0..7 of operand b.</summary>
    public static int B(int bit) => 2 * (1 + bit);

    public static int Not(int literal) => literal ^ 1;

    public int And(int left, int right)
    {
        if (left == Zero || right == Zero || left == Not(right))
            return Zero;
        if (left == One || left == right)
            return right;
        return right == One ? left : Add(new Gate(left, right, false));
    }

    /// <summary>One literal where a condition holds, another where not.</summary>
    public int Select(int condition, int yes, int no)
    {
        if (condition == One || yes == no)
            return yes;
        return condition == Zero ? no : Xor(no, And(condition, Xor(yes, no)));
    }

    public int Or(int left, int right) => Not(And(Not(left), Not(right)));

    public int Xor(int left, int right)
    {
        // Inversions move to the output, so equal and opposite operands are seen whatever their signs.
        var inverted = (left ^ right) & 1;
        int a = left & ~1,
            b = right & ~1;
        if (a == b)
            return Zero ^ inverted;
        if (a == Zero || b == Zero)
            return (a | b) ^ inverted;
        return Add(new Gate(a, b, true)) ^ inverted;
    }

    private int Add(Gate gate)
    {
        // Beyond the limit nothing is stored: the builder sees the overflow at its next look and gives up.
        if (!Overflows)
            gates.Add(gate);
        return 2 * (Inputs + gates.Count);
    }
}
