using System.Globalization;
using QosNets.Data;
using QosNets.KernelTable;
using QosNets.Kernels;
using QosNets.Measurement;
using QosNets.Multipliers;

// Prints a Markdown table: the paths on matrix products and layers, against the plain C loop. Argument: seconds a row group.
var options = new RoundOptions(args.Length > 0 ? double.Parse(args[0], CultureInfo.InvariantCulture) : 2);
(string Name, ConvolutionGeometry Geometry, int Batch)[] layers =
[
    ("conv 3×3 16→16, 32×32, batch 4", new(16, 32, 32, 16, 3, 3, 1, 1, 1), 4),
    ("conv 3×3 16→32 stride 2, 32×32, batch 4", new(16, 32, 32, 32, 3, 3, 2, 1, 1), 4),
    ("conv 3×3 64→64, 8×8, batch 16", new(64, 8, 8, 64, 3, 3, 1, 1, 1), 16),
    ("conv 1×1 96→24, 16×16, batch 8", new(96, 16, 16, 24, 1, 1, 1, 0, 1), 8),
    ("depthwise 3×3, 96 channels, 32×32, batch 4", new(96, 32, 32, 96, 3, 3, 1, 1, 96), 4),
    ("depthwise 3×3 stride 2, 144 channels, 16×16, batch 16", new(144, 16, 16, 144, 3, 3, 2, 1, 144), 16),
];
var tables = NamedTable.OnePerPlan(MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8u.npz")));
var general = tables.FirstOrDefault(t => t.IsGeneral) ?? tables[0];
var threads = new[] { 1, Math.Min(2, Environment.ProcessorCount) }.Distinct().ToList();
var paths = TableGemm.Paths.Where(p => p.IsSupported).ToList();

Console.WriteLine("| shape | table | plan | path | threads | G products/s | times the plain C loop |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
foreach (var table in tables)
    Measure($"GEMM {KernelBenchmark.M}×{KernelBenchmark.K}×{KernelBenchmark.N}", KernelBenchmark.Workload(table));
foreach (var (name, geometry, batch) in layers)
{
    foreach (var table in tables.Where(t => t == general || t == tables[0]))
        Measure(name, new TableWorkload(geometry, batch, table));
}

void Measure(string shape, TableWorkload work)
{
    Console.Error.WriteLine($"{shape}, {work.Table.Name}");
    var plain = new PlainLoop(work);
    work.Check("the plain C loop", plain.Run);
    var rows = PathSpeed.Measure(work, paths, threads, options, () => plain.Run());
    foreach (var row in rows)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {shape} | {work.Table.Name} | {row.Plan} | {row.Path} | {row.Threads} | {row.GproductsPerSecond:0.00} | {row.Ratio:0.00} |"));
    }
}
