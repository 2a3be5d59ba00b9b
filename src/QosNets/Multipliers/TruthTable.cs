namespace QosNets.Multipliers;

/// <summary>
/// The result of an 8×8-bit multiplier for all 65,536 operand pairs. The activation is operand a (the row),
/// the weight operand b (the column); both are given as raw bytes, two's complement for signed tables.
/// Products are 16-bit: 0..65,535 unsigned, −32,768..32,767 signed.
/// <code>
/// var products = new int[TruthTable.Length];
/// for (var i = 0; i &lt; products.Length; i++)
///     products[i] = (i &gt;&gt; 8) * (i &amp; 0xF0); // a multiplier that does not read the four lowest bits of the weight
/// var table = new TruthTable(products, signed: false);
/// </code>
/// </summary>
public sealed class TruthTable
{
    /// <summary>Number of entries of a table: 256 rows of 256 columns.</summary>
    public const int Length = 256 * 256;

    private readonly int[] products;

    /// <summary>Makes a table from 65,536 products, entry <c>256·a + b</c> for operand bytes a and b.</summary>
    /// <exception cref="ArgumentException">There are not 65,536 entries, or one lies outside the 16-bit range.</exception>
    public TruthTable(ReadOnlySpan<int> products, bool signed)
    {
        if (products.Length != Length)
            throw new ArgumentException($"a truth table has {Length} entries, this one {products.Length}", nameof(products));
        var (low, high) = signed ? (short.MinValue, short.MaxValue) : (0, (int)ushort.MaxValue);
        for (var i = 0; i < products.Length; i++)
        {
            if (products[i] < low || products[i] > high)
                throw new ArgumentException(
                    $"entry a={i >> 8} b={i & 255} is {products[i]}, outside {low}..{high}",
                    nameof(products)
                );
        }
        this.products = products.ToArray();
        Signed = signed;
    }

    /// <summary>Whether operands and products are two's complement.</summary>
    public bool Signed { get; }

    /// <summary>All products, entry <c>256·a + b</c>.</summary>
    public ReadOnlySpan<int> Products => products;

    /// <summary>The product of activation byte <paramref name="a"/> and weight byte <paramref name="b"/>.</summary>
    public int this[byte a, byte b] => products[(a << 8) | b];

    /// <summary>The value that a raw operand byte stands for: 0..255 unsigned, −128..127 signed.</summary>
    public static int Operand(byte raw, bool signed) => signed ? (sbyte)raw : raw;

    /// <summary>The exact multiplier's table.</summary>
    public static TruthTable Exact(bool signed)
    {
        var products = new int[Length];
        for (var i = 0; i < Length; i++)
            products[i] = Operand((byte)(i >> 8), signed) * Operand((byte)i, signed);
        return new TruthTable(products, signed);
    }

    /// <summary>Whether every product is exact.</summary>
    public bool IsExact => !ErrorMap().AsSpan().ContainsAnyExcept(0);

    /// <summary>The error map: product minus exact product, entry <c>256·a + b</c>.</summary>
    public int[] ErrorMap()
    {
        var errors = new int[Length];
        for (var i = 0; i < Length; i++)
            errors[i] = products[i] - Operand((byte)(i >> 8), Signed) * Operand((byte)i, Signed);
        return errors;
    }
}
