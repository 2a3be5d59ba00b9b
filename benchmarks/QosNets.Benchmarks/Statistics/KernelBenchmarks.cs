using BenchmarkDotNet.Attributes;
using QosNets.Kernels;
using QosNets.Measurement;

namespace QosNets.Benchmarks;

/// <summary>The matrix product 1024×576×64 through a table, on one thread.</summary>
public class KernelBenchmarks
{
    private TableWorkload work = null!;
    private KernelPath path = null!;

    public static IEnumerable<string> Tables => Choices.TableNames;

    public static IEnumerable<string> Paths => Choices.PathNames;

    [ParamsSource(nameof(Tables))]
    public string Table { get; set; } = "";

    [ParamsSource(nameof(Paths))]
    public string Path { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        KernelOptions.Threads = 1;
        path = KernelPaths.Choose(Path);
        work = KernelBenchmark.Workload(Choices.Table(Table));
        work.Check(Path, () => work.Run(path));
    }

    [Benchmark]
    public int[] Product() => work.Run(path);
}
