using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>
/// Decides whether operands and products are two's complement: by the name, what the file or a fact sheet says, the user, and
/// otherwise by which reading is clearly nearer to exact products.
/// </summary>
internal static class Signedness
{
    /// <summary>A reading is clearly nearer than another when its distance is less than this part of the other's.</summary>
    public const double Clearly = 0.5;

    /// <summary>Σ|product − exact| / Σ|exact|: 0 is exact, 1 is as far as the constant zero.</summary>
    public static double Distance(NativeTable table)
    {
        long error = 0,
            exact = 0;
        for (var i = 0; i < table.Products.Length; i++)
        {
            var product = table.ExactProduct(i);
            error += Math.Abs(table.Products[i] - product);
            exact += Math.Abs(product);
        }
        return (double)error / exact;
    }

    /// <summary>The signedness on which all that say something agree, or null when none does.</summary>
    public static bool? Agreed(string place, params ReadOnlySpan<(string Who, bool? Signed)> hints)
    {
        (string Who, bool Signed)? first = null;
        foreach (var (who, signed) in hints)
        {
            if (signed is not { } known)
                continue;
            if (first is { } other && other.Signed != known)
                throw new LibraryException(
                    $"{place}: {other.Who} says {MultiplierLibrary.Kind(other.Signed)}, {who} "
                        + $"{MultiplierLibrary.Kind(known)}; correct one of them"
                );
            first ??= (who, known);
        }
        return first?.Signed;
    }

    /// <summary>Reads a table by its known signedness, or by the one that gives products clearly nearer to exact ones.</summary>
    /// <exception cref="LibraryException">Neither reading is clearly nearer.</exception>
    /// <exception cref="NoMultiplierException">The products are of the other kind than is said, and the user does not
    /// insist.</exception>
    public static (NativeTable Table, string? Note) Read(
        string place,
        bool? known,
        bool insist,
        Func<bool, (NativeTable Table, string? Note)> read
    )
    {
        if (known is { } signedness)
        {
            var said = read(signedness);
            if (!insist)
                CheckSaid(place, said.Table, read);
            return said;
        }
        var unsigned = Try(read, false, out var fault);
        var signed = Try(read, true, out _);
        if (unsigned is null || signed is null)
            return unsigned ?? signed ?? throw fault!;
        var (u, s) = (Distance(unsigned.Value.Table), Distance(signed.Value.Table));
        if (u < s * Clearly)
            return unsigned.Value;
        if (s < u * Clearly)
            return signed.Value;
        throw new LibraryException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{place}: signed or unsigned? Mean errors are {u * 100:F0} % of unsigned and {s * 100:F0} % of signed exact "
                    + $"products; say --operands signed or --operands unsigned"
            )
        );
    }

    /// <summary>What is far from exact products as it is read must not be a good multiplier of the other kind.</summary>
    private static void CheckSaid(string place, NativeTable said, Func<bool, (NativeTable Table, string? Note)> read)
    {
        var far = Distance(said);
        if (far <= Clearly || Try(read, !said.Signed, out _) is not { } other)
            return;
        var near = Distance(other.Table);
        if (near >= Clearly || near >= far * Clearly)
            return;
        var (kind, better) = (MultiplierLibrary.Kind(said.Signed), MultiplierLibrary.Kind(other.Table.Signed));
        throw new NoMultiplierException(
            $"{better} tables that are said to be {kind}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{place}: it is said to be {kind}, and its products are those of {better} operands: mean errors are "
                    + $"{far * 100:F0} % of {kind} and {near * 100:F0} % of {better} exact products; say "
                    + $"--operands {better}, or --insist to take it"
            )
        );
    }

    private static (NativeTable Table, string? Note)? Try(
        Func<bool, (NativeTable Table, string? Note)> read,
        bool signed,
        out LibraryException? fault
    )
    {
        fault = null;
        try
        {
            return read(signed);
        }
        catch (LibraryException e)
        {
            fault = e;
            return null;
        }
    }
}
