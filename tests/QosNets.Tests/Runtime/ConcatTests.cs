using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class ConcatTests
{
    /// <summary>The layers behind their inputs make bytes of both parts; the second part keeps its floats too.</summary>
    private static readonly Network Network = new(
        "concat",
        [
            new InputNode("input", new Shape(2, 23, 29)),
            new Conv2dNode("a", "input", 2, 3, 3, 1, 1, 1, true),
            new Conv2dNode("b", "a", 3, 5, 1, 1, 0, 1, true),
            new Conv2dNode("c", "b", 5, 2, 1, 1, 0, 1, true),
            new ConcatNode("all", ["b", "a", "b", "c"]),
            new Conv2dNode("d", "all", 15, 4, 3, 2, 1, 1, true),
            new GlobalAveragePoolNode("pool", "d"),
            new LinearNode("classifier", "pool", 4, 3, true),
        ]
    );

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("all")]
    public void Parts_with_the_result_s_quantiser_and_with_others_give_the_bits_of_the_literal_loops(string same)
    {
        var made = RandomBundles.Make(Network, seed: 4);
        // The result gets the quantiser of one of its parts, or keeps its own.
        var quantizers = made.Quantizers.ToDictionary(q => q.Key, q => q.Value);
        quantizers["all"] = quantizers[same];
        var bundle = new Bundle(Network, made.Library, made.Weights, quantizers, made.Points, made.Metadata);
        var pixels = RandomTables.Bytes(new Random(1), 2 * Network.Input.Shape.Length);
        foreach (var point in bundle.Points)
            Assert.Equal(
                new LiteralInterpreter(bundle, point, batch: 2).Run(pixels).Select(BitConverter.SingleToInt32Bits),
                new Engine(bundle).Run(point.Name, pixels, 2).Select(BitConverter.SingleToInt32Bits)
            );
    }

    [Fact]
    public void Parts_that_do_not_fit_are_refused()
    {
        var input = new InputNode("input", new Shape(1, 4, 4));
        Assert.Throws<NetworkException>(() => new Network("n", [input, new ConcatNode("c", [])]));
        Assert.Throws<NetworkException>(() => new Network("n", [input, new ConcatNode("c", [null!])]));
        Assert.Throws<NetworkException>(() =>
            new Network("n", [input, new MaxPoolNode("half", "input", 2, 2), new ConcatNode("c", ["input", "half"])])
        );
    }
}
