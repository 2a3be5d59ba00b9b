using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Tests.Archives;
using QosNets.Tests.Kernels;
using Xunit;

namespace QosNets.Tests.Runtime;

/// <summary>The whole engine on processors with fewer instructions, as child processes of one that has them.</summary>
public class SwitchedOffTests
{
    private const string Bits = "QOSNETS_TEST_BITS";

    // Rows at and around the widths of vectors, and layers of every layout: moved planes, split phases, patches, depthwise.
    private static readonly ConvolutionGeometry[] Layers =
    [
        new(3, 33, 31, 5, 3, 3, 1, 1, 1),
        new(4, 31, 33, 9, 3, 3, 2, 1, 1),
        new(2, 40, 130, 3, 5, 5, 2, 2, 1),
        new(6, 12, 16, 6, 3, 3, 1, 1, 6),
        new(6, 17, 15, 12, 3, 3, 2, 1, 6),
        new(5, 9, 65, 5, 5, 3, 1, 1, 5),
        new(4, 23, 17, 6, 3, 3, 3, 0, 2),
        new(19, 7, 7, 33, 1, 1, 1, 0, 1),
        new(16, 7, 9, 17, 1, 1, 2, 0, 1),
        new(8, 4, 4, 40, 3, 3, 1, 1, 1),
        new(4, 18, 34, 6, 3, 3, 2, 0, 1) { PadBottom = 1, PadRight = 1 },
        new(4, 19, 33, 4, 3, 3, 1, 2, 4) { DilationHeight = 2, DilationWidth = 2 },
        new(3, 11, 67, 5, 3, 5, 1, 1, 1)
        {
            StrideWidth = 2,
            DilationHeight = 3,
            PadLeft = 4,
            PadRight = 0,
        },
        ConvolutionGeometry.Linear(70, 19),
    ];

    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", "avx512")]
    [InlineData("DOTNET_EnableAVX2", "0", "avx2")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", "avx2")]
    [InlineData("QOSNETS_KERNEL", "avxvnni", null)]
    [InlineData("QOSNETS_KERNEL", "avx2", null)]
    [InlineData("QOSNETS_KERNEL", "vector128", null)]
    [InlineData("QOSNETS_KERNEL", "scalar", null)]
    public async Task The_engine_gives_the_same_bits_without(string variable, string value, string? off)
    {
        ChildRun.SkipWithout(off);
        Assert.SkipUnless(
            off is not null || KernelPaths.All.Single(p => p.Name == value).IsSupported,
            $"the processor lacks what the path {value} needs"
        );
        using var folder = new TemporaryFolder();
        await File.WriteAllLinesAsync(folder["bits"], Compute());
        var environment = new Dictionary<string, string> { [variable] = value, [Bits] = folder["bits"] };
        if (off is not null)
            environment[ChildRun.SwitchedOff] = off;
        var golden = $"{typeof(GoldenTests).FullName}.{nameof(GoldenTests.Exact_products_give_the_convolution_of_PyTorch)}";
        await ChildRun.Run(
            tests: 7,
            environment,
            $"{typeof(SwitchedOffTests).FullName}.{nameof(The_bits_are_those_of_the_parent)}",
            golden
        );
    }

    /// <summary>Run again by <see cref="The_engine_gives_the_same_bits_without"/>; alone it compares two runs.</summary>
    [Fact]
    public async Task The_bits_are_those_of_the_parent()
    {
        ChildRun.AssertSwitchedOff();
        var name = Environment.GetEnvironmentVariable(Bits);
        var expected = name is null ? [.. Compute()] : await File.ReadAllLinesAsync(name);
        Assert.Equal(expected, Compute());
        Assert.Equal(expected.Length, expected.Select(line => line.Split(": ")[1]).Distinct().Count());
    }

    /// <summary>One line for each result: what it is and the digest of its bytes.</summary>
    private static IEnumerable<string> Compute()
    {
        foreach (var name in (string[])["lenet5", "resnet8", "mobilenet", "odd", "bytes"])
        foreach (var signed in (bool[])[false, true])
        {
            var bundle = RandomBundles.Make(EngineTests.Build(name), seed: 21, signed, perChannel: signed);
            foreach (var line in Logits($"{name}, signed {signed}", bundle, batch: 3))
                yield return line;
        }
        foreach (var seed in RandomGraphs.Seeds)
        {
            var network = RandomGraphs.Make(seed);
            foreach (var line in Logits(network.Name, RandomBundles.Make(network, seed), batch: 2))
                yield return line;
        }
        foreach (var line in Logits("strides", RandomBundles.Make(Strides(), seed: 22), batch: 2))
            yield return line;
        foreach (var table in PlanTables.Names)
        {
            var prepared = PreparedTable.Create(PlanTables.Get(table));
            foreach (var g in Layers)
            {
                var sums = new int[2 * g.OutputLength];
                var (x, w) = (Reference.Bytes(1, 2 * g.InputLength), Reference.Bytes(2, g.OutChannels * g.FanIn));
                TableConvolution.Run(g, 2, x, 77, w, prepared, sums);
                yield return $"{table}, {g}: {Digest<int>(sums)}";
            }
        }
    }

    private static IEnumerable<string> Logits(string name, Bundle bundle, int batch)
    {
        var engine = new Engine(bundle);
        var pixels = RandomTables.Bytes(new Random(23), batch * bundle.Network.Input.Shape.Length);
        return bundle.Points.Select(point => $"{name}, {point.Name}: {Digest<float>(engine.Run(point.Name, pixels, batch))}");
    }

    private static string Digest<T>(ReadOnlySpan<T> values)
        where T : unmanaged => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(values)));

    /// <summary>Odd sizes under strides of 2, with additions of bytes and rows longer than the widest vectors.</summary>
    private static Network Strides() =>
        new(
            "strides",
            [
                new InputNode("input", new Shape(3, 37, 71)),
                new NormalizeNode("normalize", "input", [0.5f, 0.4f, 0.3f], [0.3f, 0.2f, 0.3f]),
                new Conv2dNode("a", "normalize", 3, 6, 5, 1, 2, 1, false),
                new BatchNormNode("a.bn", "a", 6),
                new ActivationNode("a.relu", "a.bn", ActivationKind.Relu),
                new Conv2dNode("b", "a.relu", 6, 6, 3, 2, 1, 6, false),
                new BatchNormNode("b.bn", "b", 6),
                new ActivationNode("b.relu", "b.bn", ActivationKind.Relu6),
                new Conv2dNode("c", "b.relu", 6, 6, 3, 1, 1, 1, false),
                new BatchNormNode("c.bn", "c", 6),
                new AddNode("sum", "c.bn", "b.relu"),
                new ActivationNode("sum.relu", "sum", ActivationKind.Relu),
                new Conv2dNode("d", "sum.relu", 6, 8, 3, 2, 1, 2, true),
                new ActivationNode("d.relu", "d", ActivationKind.Relu),
                new Conv2dNode("e", "d.relu", 8, 9, 1, 2, 0, 1, true),
                new GlobalAveragePoolNode("pool", "e"),
                new LinearNode("f", "pool", 9, 7, true),
            ]
        );
}
