using BenchmarkDotNet.Attributes;
using QosNets.Bundles;
using QosNets.Measurement;
using QosNets.Runtime;

namespace QosNets.Benchmarks;

/// <summary>The engine on ResNet-20 with random weights: one call, and calls whose operating point changes every time.</summary>
[MemoryDiagnoser]
public class EngineBenchmarks
{
    private Engine engine = null!;
    private byte[] pixels = [];
    private float[] logits = [];
    private int point;

    [Params(1, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var general = NamedTable.GeneralOf(Choices.Library).Name;
        var bundle = SampleBundle.Make(
            LayerShape.Build("resnet20"),
            Choices.Library,
            [(OperatingPoint.ExactName, Choices.Library.Exact.Name), ("general", general)]
        );
        engine = new Engine(bundle);
        pixels = new byte[Batch * bundle.Network.Input.Shape.Length];
        logits = new float[Batch * bundle.Network.Classes];
        new Random(1).NextBytes(pixels);
    }

    [Benchmark(Baseline = true)]
    public void General() => engine.Run(1, pixels, Batch, logits);

    [Benchmark]
    public void Exact() => engine.Run(0, pixels, Batch, logits);

    [Benchmark]
    public void Switching() => engine.Run(point ^= 1, pixels, Batch, logits);
}
