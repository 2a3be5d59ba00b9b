namespace QosNets.Numerics;

/// <summary>
/// x · Φ(x) with the distribution function Φ of the normal distribution, Φ(x) = (1 + erf(x/√2))/2, with the same bits on every
/// processor. Φ is the Taylor polynomial of degree 7 about the nearest multiple of 1/16, in double, of additions, multiplications
/// and divisions alone; the product is rounded once to float32.
/// </summary>
internal static class Gelu
{
    // Φ(−14) is below the smallest float32, and Φ(14) rounds to 1 in double.
    private const int Limit = 14;
    private const int Steps = 16;
    private const int Degree = 7;

    // From here on the tail converges faster as a continued fraction than as a series.
    private const double Tail = 2;
    private const int FractionTerms = 100;
    private const int SeriesTerms = 60;

    private const double RootOfTwoPi = 2.5066282746310002;

    /// <summary>Φ and its density φ at −14, −14 + 1/16, …, 14.</summary>
    private static readonly (double Sum, double Density)[] Table =
    [
        .. Enumerable.Range(0, 2 * Limit * Steps + 1).Select(i => At((double)(i - Limit * Steps) / Steps)),
    ];

    /// <summary>Computes results[i] = values[i] · Φ(values[i]).</summary>
    /// <param name="values">Any numbers, infinities included.</param>
    /// <param name="results">As many; it may be the same memory.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Apply(ReadOnlySpan<float> values, Span<float> results)
    {
        if (values.Length != results.Length)
            throw new ArgumentException($"{values.Length} values and room for {results.Length}", nameof(results));
        for (var i = 0; i < values.Length; i++)
        {
            var x = Math.Max((double)values[i], -Limit);
            results[i] = (float)(x * Distribution(x));
        }
    }

    /// <summary>The derivative at x: Φ(x) + x · φ(x).</summary>
    public static float Slope(float x)
    {
        var bounded = Math.Clamp((double)x, -Limit, Limit);
        return (float)(Distribution(bounded) + bounded * Density(bounded));
    }

    /// <summary>Φ(x); beyond ±14 that at the end.</summary>
    private static double Distribution(double x)
    {
        x = Math.Min(Math.Max(x, -Limit), Limit);
        var nearest = (int)Math.Round(x * Steps);
        var (center, h) = ((double)nearest / Steps, x - (double)nearest / Steps);
        var (sum, density) = Table[nearest + Limit * Steps];
        // The derivatives of φ are φ · (−1)^n · He_n, and He_n+1 = x·He_n − n·He_n−1.
        var (last, hermite, power) = (0.0, 1.0, h);
        for (var n = 1; n <= Degree; n++)
        {
            sum += density * hermite * power;
            (last, hermite) = (hermite, -center * hermite - (n - 1) * last);
            power = power * h / (n + 1);
        }
        return sum;
    }

    private static double Density(double x) => Silu.Exponential(-x * x / 2) / RootOfTwoPi;

    private static (double Sum, double Density) At(double x)
    {
        var density = Density(x);
        var z = Math.Abs(x);
        double upper;
        if (z >= Tail)
        {
            var fraction = z;
            for (var n = FractionTerms; n >= 1; n--)
                fraction = z + n / fraction;
            upper = density / fraction;
        }
        else
        {
            // Φ(z) − 1/2 = φ(z) · (z + z³/3 + z⁵/(3·5) + …)
            var (sum, term) = (0.0, z);
            for (var n = 1; n <= SeriesTerms; n++)
            {
                sum += term;
                term = term * z * z / (2 * n + 1);
            }
            upper = 0.5 - density * sum;
        }
        return (x < 0 ? upper : 1 - upper, density);
    }
}
