namespace QosNets.Kernels;

/// <summary>Common divisors of table entries.</summary>
internal static class Divisor
{
    /// <summary>The greatest common divisor, at least 0; that of 0 and a number is the number's magnitude.</summary>
    internal static int Common(int a, int b)
    {
        (a, b) = (Math.Abs(a), Math.Abs(b));
        while (b != 0)
            (a, b) = (b, a % b);
        return a;
    }

    /// <summary>The greatest common divisor of all values, 1 when all are 0.</summary>
    internal static int Common(ReadOnlySpan<int> values)
    {
        var divisor = 0;
        foreach (var value in values)
        {
            if (divisor == 1)
                break;
            if (divisor == 0 || value % divisor != 0)
                divisor = Common(divisor, value);
        }

        return Math.Max(divisor, 1);
    }
}
