using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Measurement;

/// <summary>What a part of a plan takes on a path, see <see cref="PlanCosts"/>.</summary>
/// <param name="Path">Name of the path.</param>
/// <param name="Part">The part, as <see cref="PlanCosts"/> names it.</param>
/// <param name="Sums">How many entries a byte adds up; 0 where no bytes are added up.</param>
/// <param name="GproductsPerS">10^9 products a second on a table that has this part alone, the median of the rounds.</param>
/// <param name="Cost">Time over that of the general plan on the same path, the median of the rounds.</param>
/// <param name="Checked">Whether all sums were equal to those by their definition; there are no rows where they are not.</param>
internal sealed record PlanCostRow(string Path, string Part, int Sums, double GproductsPerS, double Cost, bool Checked);

/// <summary>
/// Measures the costs by which each path chooses its plans: tables that have one part alone, on the matrix product of
/// <see cref="KernelBenchmark"/> with one thread.
/// </summary>
internal static class PlanCostBenchmark
{
    private const string General = "General";

    private static readonly (string Part, int Sums, PlanKind Kind, Func<int, int, int> Entry)[] Tables =
    [
        (General, 0, PlanKind.General, (a, b) => Spread(a, b, ushort.MaxValue + 1)),
        (nameof(PlanCosts.Product), 0, PlanKind.Exact, (a, b) => a * b),
        (nameof(PlanCosts.Digit64), 1, PlanKind.Classes, (a, b) => Spread(a & 63, b, 256)),
        (nameof(PlanCosts.Digit64), 2, PlanKind.Classes, (a, b) => Spread(a & 63, b, 127)),
        (nameof(PlanCosts.Digit64), 4, PlanKind.Classes, (a, b) => Spread(a & 63, b, 63)),
        (nameof(PlanCosts.Digit128), 1, PlanKind.ByteError, (a, b) => Spread(a & 127, b, 256)),
        (nameof(PlanCosts.Digit128), 2, PlanKind.ByteError, (a, b) => Spread(a & 127, b, 127)),
        (nameof(PlanCosts.Digit256), 1, PlanKind.ByteError, (a, b) => Spread(a, b, 256)),
        (nameof(PlanCosts.Digit256), 2, PlanKind.ByteError, (a, b) => Spread(a, b, 127)),
        (nameof(PlanCosts.Columns), 1, PlanKind.Columns, (a, b) => Spread(a, b & 15, ushort.MaxValue + 1)),
        (nameof(PlanCosts.Columns), 2, PlanKind.Columns, (a, b) => Spread(a, b & 15, 127 * 127)),
        (nameof(PlanCosts.Columns), 4, PlanKind.Columns, (a, b) => Spread(a, b & 15, 63 * 63)),
    ];

    /// <summary>Measures all parts that a path has kernels for.</summary>
    /// <param name="paths">Paths that this processor supports.</param>
    /// <param name="options">How long to measure each path.</param>
    /// <param name="progress">Hears the fraction done, 0..1; null when nobody listens.</param>
    /// <param name="cancel">Stops the measurement.</param>
    /// <returns>One row for each path and part.</returns>
    /// <exception cref="MeasurementException">A path gives wrong sums.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<PlanCostRow> Run(
        IReadOnlyList<KernelPath> paths,
        RoundOptions options,
        Action<double>? progress = null,
        CancellationToken cancel = default
    )
    {
        ArgumentNullException.ThrowIfNull(paths);
        var works = Tables.Select(t => (t.Part, t.Sums, Work: KernelBenchmark.Workload(Table(t.Part, t.Kind, t.Entry)))).ToList();
        var rows = new List<PlanCostRow>();
        using var scope = new ThreadScope();
        KernelOptions.Threads = 1;
        for (var i = 0; i < paths.Count; i++)
        {
            var (path, done) = (paths[i], i);
            var able = works.Where(w => Has(path, w.Work.Table.Prepared.On(path).Parts, w.Part)).ToList();
            foreach (var (part, _, work) in able)
                work.Check($"path {path.Name}, {part}", () => work.Run(path));
            var times = InterleavedRounds.Measure(
                [.. able.Select(w => (Action)(() => w.Work.Run(path)))],
                options,
                f => progress?.Invoke((done + f) / paths.Count),
                cancel
            );
            rows.AddRange(
                able.Select(
                    (w, at) =>
                        new PlanCostRow(
                            path.Name,
                            w.Part,
                            w.Sums,
                            w.Work.Products / times.Median(at) / 1e9,
                            1 / times.Speedup(0, at),
                            Checked: true
                        )
                )
            );
        }

        return rows;
    }

    private static NamedTable Table(string name, PlanKind kind, Func<int, int, int> entry) =>
        new(
            name,
            new TruthTable([.. Enumerable.Range(0, TruthTable.Length).Select(i => entry(i >> 8, i & 255))], signed: false),
            kind
        );

    private static bool Has(KernelPath path, TableParts parts, string part) =>
        part == PartOf(parts) && double.IsFinite(path.Costs.Of(parts));

    /// <summary>The one part of a plan; none where a path has no kernel for it, or there is a product besides.</summary>
    private static string? PartOf(TableParts parts) =>
        parts switch
        {
            { IsGeneral: true } => General,
            { Product: not null, Digits: [], Columns: [] } => nameof(PlanCosts.Product),
            { Product: null, Digits: [], Columns: [_] } => nameof(PlanCosts.Columns),
            { Product: null, Digits: [{ Classes: 64 }] } => nameof(PlanCosts.Digit64),
            { Product: null, Digits: [{ Classes: 128 }] } => nameof(PlanCosts.Digit128),
            { Product: null, Digits: [_] } => nameof(PlanCosts.Digit256),
            _ => null,
        };

    /// <summary>A number below range that depends on row and column; 0 in row 0 and column 0, so that no term is in it.</summary>
    private static int Spread(int row, int column, int range)
    {
        var x = (uint)(256 * row + column) * 2654435761u;
        x = (x ^ x >> 15) * 2246822519u;
        return row == 0 || column == 0 ? 0 : (int)((x ^ x >> 13) % (uint)range);
    }
}
