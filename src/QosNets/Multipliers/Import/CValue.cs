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
}
