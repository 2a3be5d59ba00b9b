using System.Buffers.Binary;
using System.Security.Cryptography;

namespace QosNets.Multipliers;

/// <summary>
/// The products of a circuit for all pairs of its own operands, which may be narrower than a byte. An 8×k circuit stands for
/// an 8×8 one that reads the k highest bits of its weight, T(a, b) = M(a, b &gt;&gt; (8 − k)) &lt;&lt; (8 − k); for narrow
/// activations likewise.
/// </summary>
internal sealed class NativeTable
{
    private readonly int[] products;

    /// <summary>Makes a table.</summary>
    /// <param name="products">Entry <c>a·2^B + b</c> for operands of A and B bits, as raw bits.</param>
    /// <param name="widths">Bits of the operands.</param>
    /// <param name="signed">Whether operands and products are two's complement.</param>
    /// <exception cref="ArgumentException">A width is not 1..8, there is another number of entries, or a product does not fit in
    /// A + B bits.</exception>
    public NativeTable(ReadOnlySpan<int> products, OperandWidths widths, bool signed)
    {
        if (!widths.AreValid)
            throw new ArgumentException($"operands of {widths} bits; a multiplier has 1..8", nameof(widths));
        if (products.Length != widths.Pairs)
            throw new ArgumentException(
                $"a {widths} table has {widths.Pairs} entries, this one {products.Length}",
                nameof(products)
            );
        var bits = widths.A + widths.B;
        var (low, high) = signed ? (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) : (0, (1 << bits) - 1);
        for (var i = 0; i < products.Length; i++)
        {
            if (products[i] < low || products[i] > high)
                throw new ArgumentException(
                    $"entry a={i >> widths.B} b={i & ((1 << widths.B) - 1)} is {products[i]}, outside {low}..{high}",
                    nameof(products)
                );
        }
        this.products = products.ToArray();
        Widths = widths;
        Signed = signed;
    }

    /// <summary>The circuit that the products were read from, where they were read from one.</summary>
    internal Netlist? Circuit => Built?.Value;

    /// <summary>Makes <see cref="Circuit"/> when it is asked for: most tables that an import reads are not kept.</summary>
    internal Lazy<Netlist?>? Built { get; init; }

    /// <summary>Bits of the operands.</summary>
    public OperandWidths Widths { get; }

    /// <summary>Whether operands and products are two's complement.</summary>
    public bool Signed { get; }

    /// <summary>All products, entry <c>a·2^B + b</c>.</summary>
    public ReadOnlySpan<int> Products => products;

    /// <summary>Whether every product is exact.</summary>
    public bool IsExact => !ErrorMap().AsSpan().ContainsAnyExcept(0);

    /// <summary>
    /// What identifies the circuit's function: the first 16 hexadecimal digits of the SHA-256 of the products as little-endian
    /// 16-bit integers.
    /// </summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Bytes()))[..16];

    /// <summary>The table of a multiplier that was widened to 8×8.</summary>
    /// <exception cref="ArgumentException">The table depends on bits that operands of these widths do not have.</exception>
    public static NativeTable Of(TruthTable table, OperandWidths widths)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (!widths.AreValid)
            throw new ArgumentException($"operands of {widths} bits; a multiplier has 1..8", nameof(widths));
        var (left, right) = (OperandWidths.Most - widths.A, OperandWidths.Most - widths.B);
        var products = new int[widths.Pairs];
        for (var i = 0; i < products.Length; i++)
        {
            var (a, b) = (i >> widths.B, i & ((1 << widths.B) - 1));
            products[i] = table[(byte)(a << left), (byte)(b << right)] >> (left + right);
        }
        var native = new NativeTable(products, widths, table.Signed);
        return widths == OperandWidths.Full || native.ToTruthTable().Products.SequenceEqual(table.Products)
            ? native
            : throw new ArgumentException($"the table is not that of a {widths} multiplier", nameof(widths));
    }

    /// <summary>
    /// The products of the narrowest circuit that an 8×8 table is the table of: low bits on which it does not depend are left
    /// out. Bundles have tables alone, so this is how hardware finds narrow circuits in them.
    /// </summary>
    public static NativeTable Narrowest(TruthTable table)
    {
        var bits = OperandBits.Of(table);
        var widths = new OperandWidths(Math.Max(1, 8 - bits.LowestA), Math.Max(1, 8 - bits.LowestB));
        try
        {
            return Of(table, widths);
        }
        catch (ArgumentException)
        {
            return Of(table, OperandWidths.Full);
        }
    }

    /// <summary>The 8×8 table that this circuit stands for.</summary>
    public TruthTable ToTruthTable()
    {
        if (Widths == OperandWidths.Full)
            return new TruthTable(products, Signed);
        var (left, right) = (OperandWidths.Most - Widths.A, OperandWidths.Most - Widths.B);
        var wide = new int[TruthTable.Length];
        for (var i = 0; i < wide.Length; i++)
            wide[i] = products[((i >> (8 + left)) << Widths.B) | ((i & 255) >> right)] << (left + right);
        return new TruthTable(wide, Signed);
    }

    /// <summary>The table with rows and columns exchanged.</summary>
    public NativeTable Transposed()
    {
        var (rows, columns) = (1 << Widths.A, 1 << Widths.B);
        var exchanged = new int[products.Length];
        for (var a = 0; a < rows; a++)
        {
            for (var b = 0; b < columns; b++)
                exchanged[(b << Widths.A) | a] = products[(a << Widths.B) | b];
        }
        return new NativeTable(exchanged, Widths.Swapped, Signed)
        {
            Built = Built is null ? null : new Lazy<Netlist?>(() => Circuit?.Transposed()),
        };
    }

    /// <summary>The exact product of the operands of an entry.</summary>
    public int ExactProduct(int entry)
    {
        var (a, b) = Operands(entry);
        return a * b;
    }

    /// <summary>The values of the operands of an entry.</summary>
    public (int A, int B) Operands(int entry) =>
        (Value(entry >> Widths.B, Widths.A, Signed), Value(entry & ((1 << Widths.B) - 1), Widths.B, Signed));

    /// <summary>The error map: product minus exact product, entry <c>a·2^B + b</c>.</summary>
    public int[] ErrorMap()
    {
        var errors = new int[products.Length];
        for (var i = 0; i < errors.Length; i++)
            errors[i] = products[i] - ExactProduct(i);
        return errors;
    }

    private static int Value(int bits, int width, bool signed) =>
        signed && (bits >> (width - 1)) != 0 ? bits - (1 << width) : bits;

    private byte[] Bytes()
    {
        var bytes = new byte[products.Length * sizeof(ushort)];
        for (var i = 0; i < products.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * sizeof(ushort)), (ushort)products[i]);
        return bytes;
    }
}
