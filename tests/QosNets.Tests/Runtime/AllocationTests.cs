using QosNets.Kernels;
using QosNets.Networks;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

/// <summary>Tests that look at the whole process: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(WholeProcess), DisableParallelization = true)]
public class WholeProcess;

[Collection(nameof(WholeProcess))]
public class AllocationTests
{
    private const int Calls = 200;

    // A helper thread may meet its largest block late, and the runtime itself allocates now and then.
    private const int Attempts = 20;

    [Theory]
    [InlineData("lenet5")]
    [InlineData("resnet8")]
    [InlineData("resnet20")]
    [InlineData("mobilenet")]
    [InlineData("odd")]
    [InlineData("bytes")]
    [InlineData("random")]
    public void Calls_after_the_first_allocate_nothing(string name)
    {
        var network = name switch
        {
            "resnet20" => BuiltInNetworks.Create(name, new Shape(3, 8, 8), 7, [0.4f, 0.5f, 0.6f], [0.2f, 0.3f, 0.25f]),
            "random" => RandomGraphs.Seeds.Select(RandomGraphs.Make).MaxBy(n => n.Nodes.DistinctBy(m => m.GetType()).Count())!,
            _ => EngineTests.Build(name),
        };
        var engine = new Engine(RandomBundles.Make(network, seed: 21));
        var before = KernelOptions.Threads;
        try
        {
            foreach (var threads in new[] { 1, 2 })
            foreach (var batch in new[] { 1, 9 })
            {
                KernelOptions.Threads = threads;
                for (var point = 0; point < engine.Points.Count; point++)
                {
                    var p = point;
                    Assert.Equal(0, LeastAllocated(engine, batch, (pixels, logits) => engine.Run(p, pixels, batch, logits)));
                }
                // Of nine images seven run again, so that they are sorted.
                var cascade = new Cascade([1, 2, 0], [float.PositiveInfinity, float.PositiveInfinity]);
                var (points, margins) = (new int[batch], new float[batch]);
                Assert.Equal(
                    0,
                    LeastAllocated(
                        engine,
                        batch,
                        (pixels, logits) => engine.RunCascade(cascade, pixels, batch, logits, points, margins, most: 7)
                    )
                );
            }
        }
        finally
        {
            KernelOptions.Threads = before;
        }
    }

    private static long LeastAllocated(Engine engine, int batch, Action<byte[], float[]> run)
    {
        var pixels = RandomTables.Bytes(new Random(1), batch * engine.Bundle.Network.Input.Shape.Length);
        var logits = new float[batch * engine.Bundle.Network.Classes];
        var least = long.MaxValue;
        for (var attempt = 0; attempt < Attempts && least > 0; attempt++)
        {
            var start = GC.GetTotalAllocatedBytes(precise: true);
            for (var call = 0; call < Calls; call++)
                run(pixels, logits);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - start);
        }
        return least;
    }
}
