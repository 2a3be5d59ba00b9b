using System.Diagnostics;
using System.Globalization;
using QosNets.Benchmarks;
using QosNets.Kernels;

int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 15;
Workload[] workloads =
[
    new("GEMM 1024×576×64", ConvolutionGeometry.Linear(576, 64), 1024),
    new("conv 3×3 16→16, 32×32, batch 4", new(16, 32, 32, 16, 3, 3, 1, 1, 1), 4),
    new("conv 3×3 16→32 stride 2, 32×32, batch 4", new(16, 32, 32, 32, 3, 3, 2, 1, 1), 4),
    new("conv 3×3 64→64, 8×8, batch 16", new(64, 8, 8, 64, 3, 3, 1, 1, 1), 16),
    new("conv 1×1 96→24, 16×16, batch 8", new(96, 16, 16, 24, 1, 1, 1, 0, 1), 8),
    new("depthwise 3×3, 96 channels, 32×32, batch 4", new(96, 32, 32, 96, 3, 3, 1, 1, 96), 4),
];

int[] threadCounts = Environment.ProcessorCount > 1 ? [1, Environment.ProcessorCount] : [1];
Console.WriteLine("| shape | kernel | threads | G products/s, median | best | times the plain C loop, median | best |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- |");
foreach (Workload workload in workloads)
{
    var candidates = new List<(string Name, int Threads, Action Run, List<double> Seconds)>
    {
        ("plain C loop", 1, workload.RunPlain, []),
    };
    foreach (GemmPath path in TableGemm.Paths.Where(path => path.IsSupported))
        foreach (int threads in threadCounts)
            candidates.Add((path.Name, threads, () => workload.Run(path), []));

    // Rounds go through all candidates, so that a machine that slows down slows them all.
    for (int round = -3; round < rounds; round++)
        foreach ((string name, int threads, Action run, List<double> seconds) in candidates)
        {
            KernelOptions.Threads = threads;
            Array.Clear(workload.Actual);
            run();
            if (name != "plain C loop" && !workload.Expected.AsSpan().SequenceEqual(workload.Actual))
                throw new InvalidOperationException($"{workload.Name}: {name} differs from the plain loop");
            long start = Stopwatch.GetTimestamp();
            run();
            if (round >= 0)
                seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

    double plain = Median(candidates[0].Seconds);
    double plainBest = candidates[0].Seconds.Min();
    foreach ((string name, int threads, _, List<double> seconds) in candidates)
    {
        double median = Median(seconds);
        double best = seconds.Min();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {workload.Name} | {name} | {threads} | {workload.Products / median / 1e9:F2} | {workload.Products / best / 1e9:F2} | {plain / median:F2} | {plainBest / best:F2} |"));
    }
}

int[] table = [.. Enumerable.Range(0, PreparedTable.Entries).Select(i => (i >> 8) * (i & 255))];
PreparedTable prepared = PreparedTable.Create(table);
var updates = new List<double>();
for (int i = 0; i < 500; i++)
{
    long start = Stopwatch.GetTimestamp();
    prepared.Update(table);
    updates.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
}

Console.WriteLine();
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Preparing a table: {Median(updates):F1} µs (median of {updates.Count})."));

static double Median(List<double> values)
{
    double[] sorted = [.. values.Order()];
    return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
