using System.Numerics;

namespace QosNets.Multipliers;

/// <summary>The operators of C on two integers.</summary>
internal sealed class COperators(SourceText source, Circuit circuit)
{
    private static readonly (string Symbol, int Level)[] All =
    [
        ("||", 0),
        ("&&", 1),
        ("|", 2),
        ("^", 3),
        ("&", 4),
        ("==", 5),
        ("!=", 5),
        ("<", 6),
        (">", 6),
        ("<=", 6),
        (">=", 6),
        ("<<", 7),
        (">>", 7),
        ("+", 8),
        ("-", 8),
        ("*", 9),
        ("/", 9),
        ("%", 9),
    ];

    /// <summary>An operator and how strongly it binds; null when the symbol is none.</summary>
    public static (string Symbol, int Level)? Find(ReadOnlySpan<char> symbol)
    {
        foreach (var known in All)
        {
            if (symbol.SequenceEqual(known.Symbol))
                return known;
        }
        return null;
    }

    /// <summary>The operation on two operands as C does it: promoted and converted to their common type.</summary>
    /// <param name="symbol">One of the operators.</param>
    /// <param name="left">Left operand of any type.</param>
    /// <param name="right">Right operand of any type.</param>
    /// <param name="offset">Where the operator stands.</param>
    public CValue Apply(string symbol, CValue left, CValue right, int offset)
    {
        left = left.Promote();
        right = right.Promote();
        var result = symbol switch
        {
            "<<" or ">>" => left.Shift(Amount(left, right, offset), symbol == "<<"),
            "&&" => CValue.OfTruth(circuit.And(left.Truth(circuit), right.Truth(circuit))),
            "||" => CValue.OfTruth(circuit.Or(left.Truth(circuit), right.Truth(circuit))),
            _ => OnCommonType(symbol, left, right, offset),
        };
        return circuit.Overflows ? throw source.Fault(offset, Circuit.OverflowReason) : result;
    }

    private CValue OnCommonType(string symbol, CValue left, CValue right, int offset)
    {
        var type = CType.Common(left.Type, right.Type);
        left = left.To(type);
        right = right.To(type);
        return symbol switch
        {
            "+" => CValue.Add(circuit, left, right, Circuit.Zero),
            "-" => CValue.Add(circuit, left, right.Not(), Circuit.One),
            "*" => CValue.Multiply(circuit, left, right),
            "/" or "%" => Divide(left, right, symbol == "/", offset),
            "==" => CValue.OfTruth(CValue.Equal(circuit, left, right)),
            "!=" => CValue.OfTruth(Circuit.Not(CValue.Equal(circuit, left, right))),
            "<" => CValue.OfTruth(CValue.Less(circuit, left, right)),
            ">" => CValue.OfTruth(CValue.Less(circuit, right, left)),
            "<=" => CValue.OfTruth(Circuit.Not(CValue.Less(circuit, right, left))),
            ">=" => CValue.OfTruth(Circuit.Not(CValue.Less(circuit, left, right))),
            _ => CValue.Bitwise(circuit, symbol[0], left, right),
        };
    }

    private CValue Divide(CValue left, CValue right, bool quotient, int offset)
    {
        // A negative dividend would round to zero, which a shift does not.
        if (
            right.AsConstant() is not { } divisor
            || !BitOperations.IsPow2(divisor)
            || left.Type.Signed && left.Bits[^1] != Circuit.Zero
        )
            throw source.Fault(
                offset,
                $"\"{(quotient ? '/' : '%')}\" is read where a value that cannot be negative is divided by a constant power of "
                    + $"two; write the model without it"
            );
        return quotient
            ? left.Shift(BitOperations.Log2(divisor), left: false)
            : CValue.Bitwise(circuit, '&', left, CValue.Constant(divisor - 1, left.Type));
    }

    private int Amount(CValue left, CValue right, int offset)
    {
        var width = left.Type.Width;
        if (right.AsConstant() is not { } amount)
            throw source.Fault(offset, "the shift amount depends on the operands; only constant shifts are read");
        if (amount >= (ulong)width)
        {
            var shown = right.Type.Signed ? $"{(long)amount}" : $"{amount}";
            throw source.Fault(offset, $"shift by {shown}, outside 0..{width - 1} for a {width}-bit value");
        }
        return (int)amount;
    }
}
