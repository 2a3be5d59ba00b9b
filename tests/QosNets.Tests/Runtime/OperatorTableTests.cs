using System.Text.Json.Serialization;
using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Runtime;
using QosNets.Tests.Networks;
using Xunit;

namespace QosNets.Tests.Runtime;

public class OperatorTableTests
{
    [Fact]
    public void Every_type_of_node_has_a_name_in_files_an_operator_in_the_engine_and_a_literal_loop()
    {
        var types = NodeTypes.All();
        Assert.Contains(typeof(Conv2dNode), types);
        Assert.Equal(types, InOrder(FileTypes()));
        Assert.Equal(types, InOrder(Engine.NodeTypes));
        Assert.Equal(types, InOrder(LiteralOperators.NodeTypes));
    }

    [Fact]
    public void A_node_that_files_do_not_know_is_refused_when_the_bundle_is_made()
    {
        var (network, good) = (new Network("odd", [Input, new Unknown("strange", "input")]), RandomBundles.Make(Plain, seed: 1));
        var e = Assert.Throws<BundleException>(() =>
            new Bundle(network, good.Library, [], new Dictionary<string, AffineQuantizer>(), good.Points, good.Metadata)
        );
        Assert.Contains("strange: network files have no name for a Unknown", e.Message, StringComparison.Ordinal);
        Assert.Contains(
            "Unknown",
            Assert.Throws<NetworkException>(() => NetworkJson.Write(network)).Message,
            StringComparison.Ordinal
        );
    }

    private static readonly InputNode Input = new("input", new Shape(1, 2, 2));
    private static readonly Network Plain = new("plain", [Input, new Conv2dNode("a", "input", 1, 2, 1, 1, 0, 1, false)]);

    private static IEnumerable<Type> FileTypes() =>
        typeof(Node)
            .GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false)
            .Select(a => ((JsonDerivedTypeAttribute)a).DerivedType);

    private static Type[] InOrder(IEnumerable<Type> types) => [.. types.OrderBy(t => t.Name, StringComparer.Ordinal)];

    private sealed record Unknown(string Name, string Input) : Node(Name)
    {
        public override IReadOnlyList<string> Inputs => [Input];

        internal override ValueFlow Flow => ValueFlow.Elementwise;

        public override Shape InferShape(IReadOnlyList<Shape> inputs) => inputs[0];
    }
}
