using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Tests.Networks;
using Xunit;

namespace QosNets.Tests.Runtime;

public class RandomGraphTests
{
    [Fact]
    public void Random_graphs_hold_every_type_of_node() =>
        Assert.Equal(
            NodeTypes.All(),
            RandomGraphs
                .Seeds.SelectMany(s => RandomGraphs.Make(s).Nodes.Select(n => n.GetType()))
                .Distinct()
                .OrderBy(t => t.Name, StringComparer.Ordinal)
        );

    [Fact]
    public void Every_point_of_a_random_graph_gives_the_bits_of_the_literal_interpreter()
    {
        var constant = 0;
        foreach (var seed in RandomGraphs.Seeds)
        {
            var bundle = RandomBundles.Make(RandomGraphs.Make(seed), seed, signed: seed % 3 == 0, perChannel: seed % 2 == 0);
            var engine = new Engine(bundle);
            var pixels = RandomTables.Bytes(new Random(seed), 2 * bundle.Network.Input.Shape.Length);
            foreach (var point in bundle.Points)
            {
                var expected = new LiteralInterpreter(bundle, point, batch: 2).Run(pixels);
                var actual = engine.Run(point.Name, pixels, 2);
                Assert.True(
                    expected.Select(BitConverter.SingleToInt32Bits).SequenceEqual(actual.Select(BitConverter.SingleToInt32Bits)),
                    $"seed {seed}, {point.Name}: {string.Join(' ', expected)} is expected, the engine gives "
                        + $"{string.Join(' ', actual)}"
                );
                constant += expected.AsSpan(0, 5).SequenceEqual(expected.AsSpan(5)) ? 1 : 0;
            }
        }
        // Graphs that saturate to a constant would let any engine pass.
        Assert.InRange(constant, 0, 3 * RandomGraphs.Seeds.Count() / 3);
    }

    [Fact]
    public void A_random_graph_survives_the_way_through_a_file_to_the_byte() =>
        Assert.All(
            RandomGraphs.Seeds,
            seed =>
            {
                var json = NetworkJson.Write(RandomGraphs.Make(seed));
                Assert.Equal(json, NetworkJson.Write(NetworkJson.Read(json)));
            }
        );
}
