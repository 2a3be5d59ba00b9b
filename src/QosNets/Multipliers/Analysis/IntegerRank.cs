namespace QosNets.Multipliers;

/// <summary>Rank over the rational numbers of a 256×256 matrix of integers.</summary>
internal static class IntegerRank
{
    // A rank modulo a prime is never above the rational one, and below it only when the prime divides every nonzero minor of
    // the order of that rank. Two primes of 61 bits would both have to: it does not happen to tables that were not made for it.
    private static readonly ulong[] Primes = [(1UL << 61) - 1, (1UL << 61) - 31];

    public static int Of(ReadOnlySpan<int> matrix, int columns)
    {
        var rank = 0;
        foreach (var prime in Primes)
            rank = Math.Max(rank, Modulo(matrix, columns, prime));
        return rank;
    }

    private static int Modulo(ReadOnlySpan<int> matrix, int columns, ulong prime)
    {
        var rows = new List<ulong[]>();
        var rank = 0;
        for (var start = 0; start < matrix.Length; start += columns)
        {
            var row = new ulong[columns];
            for (var i = 0; i < columns; i++)
                row[i] = matrix[start + i] < 0 ? prime - (ulong)-(long)matrix[start + i] : (ulong)matrix[start + i];
            // Equal rows are frequent in approximate multipliers, and only the first of them can add to the rank.
            if (!rows.Any(r => r.AsSpan().SequenceEqual(row)))
                rows.Add(row);
        }
        for (var column = 0; column < columns && rank < rows.Count; column++)
        {
            var pivot = rows.FindIndex(rank, r => r[column] != 0);
            if (pivot < 0)
                continue;
            (rows[rank], rows[pivot]) = (rows[pivot], rows[rank]);
            var inverse = Power(rows[rank][column], prime - 2, prime);
            for (var r = rank + 1; r < rows.Count; r++)
            {
                if (rows[r][column] != 0)
                    Eliminate(rows[r], rows[rank], column, prime - Product(rows[r][column], inverse, prime), prime);
            }
            rank++;
        }
        return rank;
    }

    private static void Eliminate(ulong[] row, ulong[] pivot, int from, ulong factor, ulong prime)
    {
        for (var i = from; i < row.Length; i++)
        {
            var sum = row[i] + Product(pivot[i], factor, prime);
            row[i] = sum >= prime ? sum - prime : sum;
        }
    }

    // The primes are 2^61 − c with a small c, so 2^61 ≡ c folds the upper half of a product into the lower.
    private static ulong Product(ulong left, ulong right, ulong prime)
    {
        const ulong Mask = (1UL << 61) - 1;
        var c = (1UL << 61) - prime;
        var high = Math.BigMul(left, right, out var low);
        var upper = (high << 3) | (low >> 61);
        high = Math.BigMul(upper, c, out var folded);
        var rest = (low & Mask) + (folded & Mask) + (c * ((high << 3) | (folded >> 61)));
        return rest % prime;
    }

    private static ulong Power(ulong value, ulong exponent, ulong prime)
    {
        var result = 1UL;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
                result = Product(result, value, prime);
            value = Product(value, value, prime);
        }
        return result;
    }
}
