using System.Globalization;
using QosNets.Kernels;
using QosNets.Measurement;

namespace QosNets.Benchmarks;

/// <summary>
/// Prints Markdown: all paths on a matrix product with a table of each plan, and the fastest paths on layers, both against
/// the plain C loop.
/// </summary>
internal static class PlainComparison
{
    private const int LayerPaths = 2;

    private static readonly (string Name, ConvolutionGeometry Geometry, int Batch)[] Layers =
    [
        ("conv 3×3 16→16, 32×32, batch 4", new(16, 32, 32, 16, 3, 3, 1, 1, 1), 4),
        ("conv 3×3 16→32 stride 2, 32×32, batch 4", new(16, 32, 32, 32, 3, 3, 2, 1, 1), 4),
        ("conv 3×3 64→64, 8×8, batch 16", new(64, 8, 8, 64, 3, 3, 1, 1, 1), 16),
        ("conv 1×1 96→24, 16×16, batch 8", new(96, 16, 16, 24, 1, 1, 1, 0, 1), 8),
        ("depthwise 3×3, 96 channels, 32×32, batch 4", new(96, 32, 32, 96, 3, 3, 1, 1, 96), 4),
        ("depthwise 3×3 stride 2, 144 channels, 16×16, batch 16", new(144, 16, 16, 144, 3, 3, 2, 1, 144), 16),
    ];

    private static readonly PlanKind[] LayerPlans = [PlanKind.Exact, PlanKind.General];

    private static readonly int[] Threads = [.. new[] { 1, Math.Min(2, Environment.ProcessorCount) }.Distinct()];

    /// <summary>Measures and prints.</summary>
    /// <param name="args">Seconds for each shape and table, 2 when there are none; and "products" or "layers" for these alone.
    /// </param>
    public static void Print(IReadOnlyList<string> args)
    {
        var options = new RoundOptions(args.Count > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2);
        var tables = NamedTable.OnePerPlan(Choices.Library).Append(Choices.FewColumns).ToList();
        var (products, layers) = (args.Count < 2 || args[1] == "products", args.Count < 2 || args[1] == "layers");
        KernelPath[] paths = [.. KernelPaths.All.Where(p => p.IsSupported)];
        Console.WriteLine("| shape | table | plan | path | threads | G products/s | times the plain C loop |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var table in products ? tables : [])
            Measure(
                $"GEMM {KernelBenchmark.M}×{KernelBenchmark.K}×{KernelBenchmark.N}",
                KernelBenchmark.Workload(table),
                paths,
                options
            );
        foreach (var (name, geometry, batch) in layers ? Layers : [])
        {
            foreach (var table in tables.Where(t => t == Choices.FewColumns || LayerPlans.Contains(t.Prepared.Plan.Kind)))
                Measure(name, new TableWorkload(geometry, batch, table), paths[..Math.Min(LayerPaths, paths.Length)], options);
        }
        if (products)
            MeasurePreparation(options);
        Console.WriteLine();
        Console.WriteLine("Medians of interleaved rounds; all outputs were compared with the sums by their definition.");
    }

    private static void Measure(string shape, TableWorkload work, KernelPath[] paths, RoundOptions options)
    {
        Console.Error.WriteLine($"{shape}, {work.Table.Name}");
        var plain = new PlainLoop(work);
        work.Check("the plain C loop", plain.Run);
        foreach (var row in PathSpeed.Measure(work, paths, Threads, options, () => plain.Run()))
        {
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {shape} | {work.Table.Name} | {row.Plan} | {row.Path} | {row.Threads} | {row.GproductsPerSecond:0.00} | "
                        + $"{row.Ratio:0.00} |"
                )
            );
        }
    }

    private static void MeasurePreparation(RoundOptions options)
    {
        var products = NamedTable.GeneralOf(Choices.Library).Table.Products.ToArray();
        var prepared = PreparedTable.Create(products);
        // Plans of tables that were seen are remembered, so every search gets a table of its own.
        var changed = products.ToArray();
        var random = new Random(1);
        PreparedTable Search()
        {
            changed[random.Next(changed.Length)] = random.Next(1 << 16);
            return PreparedTable.Create(changed);
        }
        var times = InterleavedRounds.Measure([() => prepared.Update(products), () => Search()], options);
        Console.WriteLine();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Preparing a general table: {1e3 * times.Median(1):0.00} ms with the search for its plan, "
                    + $"{1e6 * times.Median(0):0} µs when its plan is known."
            )
        );
    }
}
