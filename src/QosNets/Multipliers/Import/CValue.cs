using System.Runtime.CompilerServices;

namespace QosNets.Multipliers;

/// <summary>An integer type of C on a machine with 32-bit int and 64-bit long (LP64).</summary>
/// <param name="Width">8, 16, 32 or 64 bits.</param>
/// <param name="Signed">Whether it is signed, two's complement.</param>
internal readonly record struct CType(int Width, bool Signed)
{
    /// <summary>Integer promotion: what is narrower than int becomes int (C11 6.3.1.1).</summary>
    public CType Promoted => Width < 32 ? new CType(32, true) : this;

    /// <summary>The type of an operation on two promoted operands (usual arithmetic conversions, C11 6.3.1.8).</summary>
    public static CType Common(CType left, CType right)
    {
        if (left.Width == right.Width)
            return left with { Signed = left.Signed && right.Signed };
        // The wider type holds every value of the narrower one, or wins by its rank.
        return left.Width > right.Width ? left : right;
    }
}

/// <summary>A C value as bits of a circuit, lowest first; it knows the arithmetic of C on them.</summary>
internal sealed class CValue(int[] bits, bool signed)
{
    private CValue? promoted;

    public ReadOnlySpan<int> Bits => bits;

    public CType Type => new(bits.Length, signed);

    public static CValue Constant(ulong value, CType type)
    {
        var bits = new int[type.Width];
        for (var i = 0; i < bits.Length; i++)
            bits[i] = (int)(value >> i & 1);
        return new CValue(bits, type.Signed);
    }

    /// <summary>Cuts off high bits, or extends by zeros or, when this value is signed, by its sign.</summary>
    public CValue To(CType type)
    {
        if (type == Type)
            return this;
        var converted = new int[type.Width];
        var kept = Math.Min(bits.Length, converted.Length);
        Array.Copy(bits, converted, kept);
        Array.Fill(converted, signed ? bits[^1] : Circuit.Zero, kept, converted.Length - kept);
        return new CValue(converted, type.Signed);
    }

    public CValue Promote() => promoted ??= To(Type.Promoted);

    /// <summary>The value when no bit depends on the operands, sign-extended to 64 bits for signed types.</summary>
    public ulong? AsConstant()
    {
        var wide = To(new CType(64, signed));
        var value = 0UL;
        for (var i = 0; i < 64; i++)
        {
            if (wide.Bits[i] > Circuit.One)
                return null;
            value |= (ulong)wide.Bits[i] << i;
        }
        return value;
    }

    public CValue Not()
    {
        var inverted = new int[bits.Length];
        for (var i = 0; i < bits.Length; i++)
            inverted[i] = Circuit.Not(bits[i]);
        return new CValue(inverted, signed);
    }

    /// <summary>
    /// Shift of a promoted value by less than its width; bits that leave are lost, a signed value keeps its sign to the right.
    /// </summary>
    public CValue Shift(int amount, bool left)
    {
        var shifted = new int[bits.Length];
        Array.Fill(shifted, !left && signed ? bits[^1] : Circuit.Zero);
        if (left)
            Array.Copy(bits, 0, shifted, amount, bits.Length - amount);
        else
            Array.Copy(bits, amount, shifted, 0, bits.Length - amount);
        return new CValue(shifted, signed);
    }

    /// <summary>Sum modulo 2^width of two values of one type, plus a carry: a ripple-carry adder.</summary>
    // One long expression runs before tiered compilation would look at this loop again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static CValue Add(Circuit circuit, CValue left, CValue right, int carry)
    {
        var sum = new int[left.Bits.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            int a = left.Bits[i],
                b = right.Bits[i];
            var half = circuit.Xor(a, b);
            sum[i] = circuit.Xor(half, carry);
            carry = circuit.Or(circuit.And(a, b), circuit.And(half, carry));
        }
        return new CValue(sum, left.Type.Signed);
    }

    /// <summary>A bitwise operation on two values of one type.</summary>
    // One long expression runs before tiered compilation would look at this loop again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static CValue Bitwise(Circuit circuit, char symbol, CValue left, CValue right)
    {
        var result = new int[left.Bits.Length];
        for (var i = 0; i < result.Length; i++)
        {
            int a = left.Bits[i],
                b = right.Bits[i];
            result[i] = symbol switch
            {
                '|' => circuit.Or(a, b),
                '^' => circuit.Xor(a, b),
                _ => circuit.And(a, b),
            };
        }
        return new CValue(result, left.Type.Signed);
    }

    /// <summary>Product modulo 2^width of two values of one type: the rows of an array multiplier, added.</summary>
    public static CValue Multiply(Circuit circuit, CValue left, CValue right)
    {
        // Rows of bits that are always 0 cost nothing, so the operand with more of them gives the rows.
        if (left.Bits.Count(Circuit.Zero) > right.Bits.Count(Circuit.Zero))
            (left, right) = (right, left);
        var sum = Constant(0, left.Type);
        for (var i = 0; i < right.Bits.Length && !circuit.Overflows; i++)
        {
            if (right.Bits[i] == Circuit.Zero)
                continue;
            var row = new int[left.Bits.Length];
            for (var k = i; k < row.Length; k++)
                row[k] = circuit.And(left.Bits[k - i], right.Bits[i]);
            sum = Add(circuit, sum, new CValue(row, left.Type.Signed), Circuit.Zero);
        }
        return sum;
    }

    /// <summary>Whether two values of one type are equal.</summary>
    public static int Equal(Circuit circuit, CValue left, CValue right)
    {
        var unlike = Circuit.Zero;
        for (var i = 0; i < left.Bits.Length; i++)
            unlike = circuit.Or(unlike, circuit.Xor(left.Bits[i], right.Bits[i]));
        return Circuit.Not(unlike);
    }

    /// <summary>Whether the first of two values of one type is less.</summary>
    public static int Less(Circuit circuit, CValue left, CValue right)
    {
        var less = Circuit.Zero;
        for (var i = 0; i < left.Bits.Length; i++)
        {
            var (a, b) = (left.Bits[i], right.Bits[i]);
            // The highest bit at which two numbers differ decides; a set sign bit is the lesser one.
            var greater = left.Type.Signed && i == left.Bits.Length - 1 ? a : b;
            less = circuit.Select(circuit.Xor(a, b), greater, less);
        }
        return less;
    }

    /// <summary>Whether any bit is set: the truth of a condition.</summary>
    public int Truth(Circuit circuit)
    {
        var any = Circuit.Zero;
        foreach (var bit in bits)
            any = circuit.Or(any, bit);
        return any;
    }

    /// <summary>A truth as C's <c>int</c>, 0 or 1.</summary>
    public static CValue OfTruth(int literal)
    {
        var bits = new int[32];
        bits[0] = literal;
        return new CValue(bits, true);
    }

    /// <summary>One of two values of one type.</summary>
    public static CValue Select(Circuit circuit, int condition, CValue yes, CValue no)
    {
        var chosen = new int[yes.Bits.Length];
        for (var i = 0; i < chosen.Length; i++)
            chosen[i] = circuit.Select(condition, yes.Bits[i], no.Bits[i]);
        return new CValue(chosen, yes.Type.Signed);
    }
}
