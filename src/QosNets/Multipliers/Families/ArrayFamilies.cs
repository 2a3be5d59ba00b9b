using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Families that leave cells out of an array multiplier (Braun, 1963).</summary>
internal static class ArrayFamilies
{
    private const int Bits = 8;

    public static FamilyMember Exact() =>
        Member("exact", "Braun, Digital Computer Design, Academic Press 1963", new DotArray(Bits, (_, _) => true));

    /// <summary>Drops the k columns of lowest weight; compensated, a constant stands for the mean of what they held.</summary>
    public static FamilyMember Truncated(int k, bool compensated)
    {
        MultiplierFamilies.Check("truncated", "k", k, 1, 14);
        var name = string.Create(CultureInfo.InvariantCulture, $"trunc_k{k}{(compensated ? "c" : "")}");
        return Member(
            name,
            "Schulte and Swartzlander, Truncated multiplication with correction constant, VLSI Signal Processing VI, 1993",
            new DotArray(Bits, (i, j) => i + j >= k, compensated ? Compensation(k) : 0)
        );
    }

    /// <summary>
    /// Omits the first <paramref name="h"/> rows (bits of b) and, in all rows, the cells of weight below 2^<paramref name="v"/>.
    /// </summary>
    public static FamilyMember BrokenArray(int h, int v)
    {
        MultiplierFamilies.Check("broken-array", "horizontal break level", h, 0, 7);
        MultiplierFamilies.Check("broken-array", "vertical break level", v, 0, 14);
        return Member(
            string.Create(CultureInfo.InvariantCulture, $"bam_h{h}_v{v}"),
            "Mahdiani, Ahmadi, Fakhraie and Lucas, Bio-inspired imprecise computational blocks, IEEE TCAS-I 57(4), 2010",
            new DotArray(Bits, (i, j) => j >= h && i + j >= v)
        );
    }

    /// <summary>Mean of the dropped columns, rounded to a multiple of the lowest kept weight 2^k (half rounds up).</summary>
    internal static int Compensation(int k)
    {
        // Each dot is one for a quarter of all operand pairs.
        var dropped = Enumerable.Range(0, k).Sum(c => Math.Min(c + 1, 2 * Bits - 1 - c) << c);
        return (dropped + (2 << k)) / (4 << k) << k;
    }

    private static FamilyMember Member(string name, string source, DotArray array) =>
        new(name, source, array.Product, array.Gates()) { Build = array.Build };
}
