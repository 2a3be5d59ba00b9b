using System.Globalization;
using System.Numerics;

namespace QosNets.Multipliers;

/// <summary>
/// DRUM(k), the dynamic range unbiased multiplier (Hashemi, Bahar, Reda, ICCAD 2015). Each operand keeps the k bits from its
/// leading one on. If bits below them are cut off, the lowest of the k bits is set to one.
/// </summary>
internal static class DrumFamily
{
    private const int Bits = 8;

    public static FamilyMember Member(int k)
    {
        MultiplierFamilies.Check("drum", "k", k, 2, 7);
        return new FamilyMember(
            string.Create(CultureInfo.InvariantCulture, $"drum_k{k}"),
            "Hashemi, Bahar and Reda, DRUM: a dynamic range unbiased multiplier, ICCAD 2015",
            (a, b) => Trim(a, k) * Trim(b, k),
            Gates(k)
        )
        {
            Build = (circuit, a, b) =>
            {
                var (x, y) = (Trim(circuit, a, k), Trim(circuit, b, k));
                var core = circuit.Unsigned(x.Kept, y.Kept, (_, _) => true);
                return circuit.ShiftLeft(core, circuit.Add(x.Cut, y.Cut, x.Cut.Length + 1), 2 * Bits);
            },
        };
    }

    // The k bits that are kept, and how many bits below them are cut off.
    private static (int[] Kept, int[] Cut) Trim(Circuit circuit, int[] x, int k)
    {
        var (first, _) = circuit.LeadingOne(x);
        var cuts = Enumerable.Range(k, Bits - k).Select(p => (Number: p + 1 - k, Line: first[p])).ToArray();
        var any = circuit.Any(cuts.Select(c => c.Line));
        int[] kept =
        [
            .. Enumerable
                .Range(0, k)
                .Select(i =>
                    circuit.Any(
                        cuts.Select(c => circuit.And(c.Line, x[c.Number + i])).Append(circuit.And(Circuit.Not(any), x[i]))
                    )
                ),
        ];
        kept[0] = circuit.Or(kept[0], any);
        return (kept, circuit.Encode(cuts, BitOperations.Log2((uint)(Bits - k)) + 1));
    }

    /// <summary>What is left of an operand of any width.</summary>
    internal static int Trim(int value, int k)
    {
        var cut = BitOperations.Log2((uint)value | 1) + 1 - k;
        return cut > 0 ? ((value >> cut) | 1) << cut : value;
    }

    private static GateCount Gates(int k)
    {
        var shifts = Bits - k;
        // Leading one among the upper bits: one or and one and for each position but the highest.
        var detector = new GateCount(Gates: 2 * (shifts - 1));
        // Each kept bit is an and–or of its places; the lowest is also set by any shift.
        var selection = new GateCount(Gates: k * (2 * shifts + 1) + 1);
        var encoder = new GateCount(Gates: CircuitParts.EncoderOrs(shifts));
        var shiftBits = BitOperations.Log2((uint)shifts) + 1;
        var sum = new GateCount(FullAdders: shiftBits - 1, HalfAdders: 1);
        var core = new DotArray(k, (_, _) => true).Gates();
        var shifter = CircuitParts.LeftShifter(2 * k, 2 * shifts, 2 * Bits);
        return 2 * (detector + selection + encoder) + sum + core + shifter;
    }
}
