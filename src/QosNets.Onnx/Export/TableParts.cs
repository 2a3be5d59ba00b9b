using System.Numerics;

namespace QosNets.Onnx.Export;

/// <summary>A table that is Factor(a)·WeightFactor(w) + OfActivation(a) + OfWeight(w) in whole numbers, each by bytes.</summary>
internal sealed record TableParts(int[] Factor, int[] WeightFactor, int[] OfActivation, int[] OfWeight)
{
    private const int Size = 256;

    /// <summary>The parts of a table, or null where it is no such sum.</summary>
    /// <param name="table">[activation, weight].</param>
    public static TableParts? Of(ReadOnlySpan<int> table)
    {
        int[] activation = new int[Size],
            weight = new int[Size];
        for (var i = 0; i < Size; i++)
            (activation[i], weight[i]) = (table[i * Size], table[i] - table[0]);
        var rest = new int[table.Length];
        for (var i = 0; i < rest.Length; i++)
            rest[i] = table[i] - activation[i / Size] - weight[i % Size];
        int[] left = new int[Size],
            right = new int[Size];
        var pivot = Array.FindIndex(rest, v => v != 0);
        if (pivot >= 0)
        {
            var row = rest.AsSpan(pivot / Size * Size, Size);
            var divisor = 0;
            foreach (var v in row)
                divisor = (int)BigInteger.GreatestCommonDivisor(divisor, v);
            for (var i = 0; i < Size; i++)
                right[i] = row[i] / divisor;
            var column = pivot % Size;
            for (var a = 0; a < Size; a++)
                left[a] = rest[a * Size + column] / right[column];
        }
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] != left[i / Size] * right[i % Size])
                return null;
        }
        return new TableParts(left, right, activation, weight);
    }
}
