using System.Numerics;

namespace QosNets.Multipliers;

/// <summary>
/// Mitchell's multiplier (IRE Transactions on Electronic Computers EC-11, 1962): log2 of 2^k·(1+x) is taken as k + x, the
/// logarithms are added, and the power of two is taken back the same way.
/// </summary>
internal static class MitchellFamily
{
    private const int Fraction = 7;

    public static FamilyMember Member() =>
        new(
            "mitchell",
            "Mitchell, Computer multiplication and division using binary logarithms, IRE Trans. EC-11, 1962",
            Product,
            Gates()
        )
        {
            Build = Build,
        };

    /// <summary>2^(k1+k2)·(1+x1+x2), or 2^(k1+k2+1)·(x1+x2) when the fractions carry: whole numbers for whole operands.</summary>
    internal static int Product(int a, int b)
    {
        if (a == 0 || b == 0)
            return 0;
        var (one, other) = (1 << BitOperations.Log2((uint)a), 1 << BitOperations.Log2((uint)b));
        var unit = one * other;
        var fractions = ((a - one) * other) + ((b - other) * one);
        return fractions < unit ? unit + fractions : 2 * fractions;
    }

    private static int[] Build(Circuit circuit, int[] a, int[] b)
    {
        var (x, y) = (Logarithm(circuit, a), Logarithm(circuit, b));
        var sum = circuit.Add(x.Word, y.Word, Fraction + 4);
        // One and the fraction, moved by the exponent; the lowest bits are fractions of a product and always 0.
        var shifted = circuit.ShiftLeft([.. sum[..Fraction], Circuit.One], sum[Fraction..], 16 + Fraction);
        var some = circuit.And(x.Some, y.Some);
        return [.. shifted[Fraction..].Select(bit => circuit.And(bit, some))];
    }

    // Seven bits of fraction and three of exponent, and whether the operand is above 0.
    private static (int[] Word, int Some) Logarithm(Circuit circuit, int[] x)
    {
        var (first, some) = circuit.LeadingOne(x);
        int[] fraction =
        [
            .. Enumerable
                .Range(0, Fraction)
                .Select(i =>
                    circuit.Any(
                        Enumerable
                            .Range(0, x.Length)
                            .Select(p => circuit.And(first[p], CircuitWords.Bit(x.AsSpan(0, p), i - Fraction + p)))
                    )
                ),
        ];
        var exponent = circuit.Encode([.. first.Select((line, p) => (p, line))], 3);
        return ([.. fraction, .. exponent], some);
    }

    private static GateCount Gates()
    {
        // Leading one of 8 bits: 6 ors for "any above", 7 ands; one more or tells zero.
        var detector = new GateCount(Gates: 6 + 7 + 1);
        var encoder = new GateCount(Gates: CircuitParts.EncoderOrs(7));
        // Three stages move the fraction's 7 bits up to the leading one.
        var normaliser = new GateCount(Multiplexers: 3 * 7);
        // 7 bits of fraction and 3 of exponent.
        var sum = new GateCount(FullAdders: 9, HalfAdders: 1);
        // One, and the fraction of 7 bits, moved by 0..15; of the 23 bits the lower 7 are never asked for.
        var shifter = CircuitParts.LeftShifter(8, 15, 16);
        // A product of zero is forced: one gate for either operand, and one and per bit of the product.
        var zero = new GateCount(Gates: 1 + 16);
        return 2 * (detector + encoder + normaliser) + sum + shifter + zero;
    }
}
