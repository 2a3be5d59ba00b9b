namespace QosNets.Kernels;

/// <summary>
/// The structures of a table that kernels make use of. All are found up to a term of the activation alone and a term
/// of the weight alone, g(a) + h(b), whose sums cost next to nothing. A digit is a byte of an entry; equal rows of a digit
/// are kept once.
/// </summary>
internal enum PlanKind
{
    /// <summary>Any table, as two bytes an entry (four when the range exceeds 16 bits).</summary>
    General,

    /// <summary>Two digits an entry, each of at most 128 distinct rows, with or without the exact product beside them.</summary>
    Rows128,

    /// <summary>Two digits an entry, of which one has at most 128 distinct rows and the other more.</summary>
    Split,

    /// <summary>One digit an entry, of up to 256 distinct rows, with or without the exact product beside it.</summary>
    ByteError,

    /// <summary>One digit an entry, of at most 64 distinct rows, with or without the exact product beside it.</summary>
    Classes,

    /// <summary>
    /// At most 16 distinct columns, or twice as many, or sums of those of the two halves of the weight, with or without the
    /// exact product beside them.
    /// </summary>
    Columns,

    /// <summary>A product A(a)·B(b) of functions of one operand each.</summary>
    RankOne,

    /// <summary>The exact product, unsigned or signed, with all bits of the weight or its highest ones.</summary>
    Exact,

    /// <summary>g(a) + h(b) alone: no products at all.</summary>
    Additive,
}

/// <summary>
/// How the products of a table are computed where the path has the kernels for it (see <see cref="KernelPath"/>).
/// </summary>
/// <param name="Kind">The structure that was found.</param>
/// <param name="Detail">The parts: the product, and for each digit the rows kept and how many look-ups a byte can add up.</param>
internal sealed record TablePlan(PlanKind Kind, string Detail)
{
    /// <summary>Stable lower-case name, as general or rank-one; see <see cref="NameOf"/>.</summary>
    public string Name => NameOf(Kind);

    /// <summary>The stable name of a kind.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such kind.</exception>
    public static string NameOf(PlanKind kind) =>
        kind switch
        {
            PlanKind.General => "general",
            PlanKind.Rows128 => "rows128",
            PlanKind.Split => "split",
            PlanKind.ByteError => "byte-error",
            PlanKind.Classes => "classes",
            PlanKind.Columns => "columns",
            PlanKind.RankOne => "rank-one",
            PlanKind.Exact => "exact",
            PlanKind.Additive => "additive",
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of plan"),
        };
}
