using BenchmarkDotNet.Attributes;
using QosNets.Kernels;
using QosNets.Measurement;

namespace QosNets.Benchmarks;

/// <summary>One layer of each kind through a table that the general kernel computes, on one thread.</summary>
public class ConvolutionBenchmarks
{
    private const int Batch = 16;

    private static readonly LayerShape[] Shapes =
    [
        .. ConvolutionBenchmark
            .Networks.SelectMany(LayerShape.Of)
            .GroupBy(s => (s.Kind, s.Geometry.StrideHeight))
            .Select(g => g.MaxBy(s => s.Geometry.Multiplications)!),
    ];

    private TableWorkload work = null!;
    private KernelPath path = null!;

    public static IEnumerable<string> Layers => Shapes.Select(s => $"{s.Network} {s.Layer} ({s.Kind})");

    public static IEnumerable<string> Paths => Choices.PathNames;

    [ParamsSource(nameof(Layers))]
    public string Layer { get; set; } = "";

    [ParamsSource(nameof(Paths))]
    public string Path { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        KernelOptions.Threads = 1;
        path = KernelPaths.Choose(Path);
        work = new TableWorkload(Shapes[Layers.ToList().IndexOf(Layer)].Geometry, Batch, NamedTable.GeneralOf(Choices.Library));
        work.Check(Path, () => work.Run(path));
    }

    [Benchmark]
    public int[] Convolution() => work.Run(path);
}
