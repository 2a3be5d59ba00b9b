using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// A 256×256 table of products laid out for the kernels. The minimum is taken off, so that entries fit 16 bits; it returns
/// as K · minimum. For every weight follows its column: 256 low bytes and 256 high bytes, indexed by activation. A table
/// whose range exceeds 16 bits is laid out twice, with its lower and with its upper 16 bits.
/// </summary>
public sealed unsafe class PreparedTable
{
    /// <summary>Entries of a table.</summary>
    public const int Entries = 65536;

    /// <summary>Largest magnitude of an entry: 2^24.</summary>
    public const int MaxMagnitude = 1 << 24;

    /// <summary>Where the high bytes of a column start.</summary>
    internal const int HighStart = 256;

    /// <summary>Bytes of a column.</summary>
    internal const int ColumnBytes = 2 * HighStart;

    private const int TableBytes = 256 * ColumnBytes;

    private readonly AlignedBuffer lower = new(TableBytes);
    private readonly PlanKind? kind;
    private readonly KernelPath path;
    private AlignedBuffer? upper;
    private readonly Dictionary<KernelPath, PlannedTable> planned = [];
    private TableDifferences? differences;

    private PreparedTable(PlanKind? kind, KernelPath path)
    {
        this.kind = kind;
        this.path = path;
    }

    /// <summary>The structure that the first path of <see cref="KernelPaths.All"/> makes use of, which knows them all.</summary>
    internal TablePlan Plan => differences!.Plan(KernelPaths.All[0].Costs, kind).Plan;

    /// <summary>Smallest entry.</summary>
    public int Minimum { get; private set; }

    /// <summary>Largest entry.</summary>
    public int Maximum { get; private set; }

    /// <summary>Whether the range of the entries exceeds 16 bits, which takes twice the time.</summary>
    public bool IsWide => Maximum - Minimum > ushort.MaxValue;

    /// <summary>Columns of the lower 16 bits of every entry.</summary>
    internal byte* LowerWords => lower.Pointer;

    /// <summary>Columns of the upper 16 bits; only a wide table has them.</summary>
    internal byte* UpperWords => upper!.Pointer;

    /// <summary>
    /// Lays out a table, of which each layer or matrix may then make use:
    /// <code>var table = PreparedTable.Create(library.Exact.Table.Products);</code>
    /// </summary>
    /// <param name="table">65,536 products, index 256·x + w, magnitude at most 2^24.</param>
    /// <exception cref="ArgumentException">Not 65,536 entries.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An entry's magnitude exceeds 2^24.</exception>
    public static PreparedTable Create(ReadOnlySpan<int> table) => Create(table, kind: null, path: null);

    /// <summary>
    /// As <see cref="Create(ReadOnlySpan{int})"/>, with a plan to insist on, as tests and benchmarks do, and the path that is
    /// expected to use the table, instead of <see cref="KernelPaths.Selected"/>; the others then make their plans when they come.
    /// </summary>
    /// <exception cref="ArgumentException">The table has not the structure of the kind.</exception>
    internal static PreparedTable Create(ReadOnlySpan<int> table, PlanKind? kind, KernelPath? path = null)
    {
        var prepared = new PreparedTable(kind, path ?? KernelPaths.Selected);
        prepared.Update(table);
        return prepared;
    }

    /// <summary>
    /// Replaces the contents; must not run while a kernel uses the table. The plan is looked for only when more than
    /// a term of the activation or of the weight has changed.
    /// </summary>
    /// <param name="table">65,536 products, index 256·x + w, magnitude at most 2^24.</param>
    /// <exception cref="ArgumentException">Not 65,536 entries, or not the structure of the kind that was insisted on.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An entry's magnitude exceeds 2^24.</exception>
    public void Update(ReadOnlySpan<int> table)
    {
        if (table.Length != Entries)
            throw new ArgumentException($"table has {table.Length} entries, not {Entries}", nameof(table));
        (var minimum, var maximum) = Range(table);
        if (minimum < -MaxMagnitude || maximum > MaxMagnitude)
            throw new ArgumentOutOfRangeException(
                nameof(table),
                minimum < -MaxMagnitude ? minimum : maximum,
                $"table entries must be within ±{MaxMagnitude}; scale the table down"
            );
        Minimum = minimum;
        Maximum = maximum;
        LayOut(table, minimum, 0, LowerWords);
        if (IsWide)
        {
            upper ??= new AlignedBuffer(TableBytes);
            LayOut(table, minimum, 16, UpperWords);
        }

        lock (planned)
        {
            if (differences is null || !differences.Match(table))
            {
                differences = TableDifferences.Of(table);
                planned.Clear();
                planned.Add(path, PlanFor(path, table));
            }
            else
                foreach (var (parts, terms) in planned.Values)
                    if (!parts.IsGeneral)
                        terms.Take(table);
        }
    }

    /// <summary>The table as a path computes it.</summary>
    /// <exception cref="ArgumentException">The table has not the structure of the kind that was insisted on.</exception>
    internal PlannedTable On(KernelPath user)
    {
        lock (planned)
        {
            if (!planned.TryGetValue(user, out var found))
                planned.Add(user, found = PlanFor(user, Products()));
            return found;
        }
    }

    private PlannedTable PlanFor(KernelPath user, ReadOnlySpan<int> table)
    {
        var parts = differences!.Plan(user.Costs, kind);
        var terms = new TableTerms(parts);
        if (!parts.IsGeneral)
            terms.Take(table);
        return new PlannedTable(parts, terms);
    }

    /// <summary>The entries, read from the columns.</summary>
    private int[] Products()
    {
        var table = new int[Entries];
        for (var a = 0; a < 256; a++)
        for (var b = 0; b < 256; b++)
            table[256 * a + b] = Minimum + WordAt(LowerWords, a, b) + (IsWide ? WordAt(UpperWords, a, b) << 16 : 0);
        return table;
    }

    private static int WordAt(byte* columns, int a, int b) =>
        columns[b * ColumnBytes + a] | columns[b * ColumnBytes + HighStart + a] << 8;

    /// <summary>Adds sums over the upper words of a wide table to those over the lower ones.</summary>
    internal static void AddUpper(int* upper, int* sums, int count)
    {
        for (var i = 0; i < count; i++)
            sums[i] += upper[i] << 16;
    }

    private static (int Minimum, int Maximum) Range(ReadOnlySpan<int> table)
    {
        var vectors = MemoryMarshal.Cast<int, Vector512<int>>(table);
        var minimum = vectors[0];
        var maximum = vectors[0];
        foreach (var v in vectors)
        {
            minimum = Vector512.Min(minimum, v);
            maximum = Vector512.Max(maximum, v);
        }

        var low = int.MaxValue;
        var high = int.MinValue;
        for (var i = 0; i < Vector512<int>.Count; i++)
        {
            low = Math.Min(low, minimum[i]);
            high = Math.Max(high, maximum[i]);
        }

        return (low, high);
    }

    /// <summary>Writes bits shift to shift + 15 of table − offset, 16 activations by 16 weights at a time.</summary>
    private void LayOut(ReadOnlySpan<int> table, int offset, int shift, byte* columns)
    {
        var low = stackalloc byte[256];
        var high = stackalloc byte[256];
        fixed (int* entries = table)
        {
            for (var x = 0; x < 256; x += 16)
            for (var w = 0; w < 256; w += 16)
            {
                for (var i = 0; i < 16; i++)
                {
                    var v = (Vector512.Load(entries + 256 * (x + i) + w) - Vector512.Create(offset)).AsUInt32() >> shift;
                    var words = Vector256.Narrow(v.GetLower(), v.GetUpper());
                    var upper = words >> 8;
                    Vector128.Narrow(words.GetLower(), words.GetUpper()).Store(low + 16 * i);
                    Vector128.Narrow(upper.GetLower(), upper.GetUpper()).Store(high + 16 * i);
                }

                var column = columns + w * ColumnBytes + x;
                path.TransposeTile(low, 16, column, ColumnBytes);
                path.TransposeTile(high, 16, column + HighStart, ColumnBytes);
            }
        }
    }
}
