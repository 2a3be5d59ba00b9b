using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Networks;

public class NetworkBuilderTests
{
    private static NetworkBuilder Start() => new(new Shape(2, 8, 8), [0.5f, 0.5f], [0.2f, 0.3f]);

    private static NetworkBuilder Shortcut() =>
        Start()
            .Convolution("conv", channels: 4, kernel: 3, stride: 1, padding: 1)
            .BatchNorm("norm")
            .Activation("relu")
            .Convolution("inner", channels: 4, kernel: 3, stride: 1, padding: 1)
            .BatchNorm("innernorm")
            .Add("sum", "relu");

    [Fact]
    public void Add_joins_the_last_node_with_one_before_it()
    {
        var network = Shortcut().GlobalAveragePool("pool").Flatten("flat").Linear("classifier", features: 3).Build("short");
        Assert.Equal(["innernorm", "relu"], network["sum"].Inputs);
        Assert.Equal(["conv", "inner", "classifier"], network.Layers.Select(l => l.Name));
        Assert.Equal(new Shape(4, 8, 8), network.ShapeOf("sum"));
        Assert.Equal(3, network.Classes);
    }

    [Fact]
    public void From_goes_back_so_that_two_branches_read_one_node()
    {
        var builder = Shortcut();
        Assert.Equal("sum", builder.Last);
        builder.From("relu");
        Assert.Equal("relu", builder.Last);
        var network = builder
            .Convolution("side", channels: 4, kernel: 1, stride: 1, padding: 0, bias: true)
            .Add("both", "sum")
            .GlobalAveragePool("pool")
            .Flatten("flat")
            .Linear("classifier", features: 3)
            .Build("branches");
        Assert.Equal(["relu"], network["side"].Inputs);
        Assert.Equal(["side", "sum"], network["both"].Inputs);
        Assert.Equal(["inner", "side", "sum"], network.Readers("relu").Select(n => n.Name).Order());
    }

    [Fact]
    public void A_network_with_branches_runs_as_the_literal_loops_say()
    {
        var network = Shortcut()
            .From("relu")
            .Convolution("side", channels: 4, kernel: 1, stride: 1, padding: 0, bias: true)
            .Add("both", "sum")
            .GlobalAveragePool("pool")
            .Flatten("flat")
            .Linear("classifier", features: 3)
            .Build("branches");
        var bundle = RandomBundles.Make(network, seed: 61);
        var pixels = RandomTables.Bytes(new Random(62), 2 * network.Input.Shape.Length);
        for (var point = 0; point < bundle.Points.Count; point++)
            Assert.Equal(
                new LiteralInterpreter(bundle, bundle.Points[point], batch: 2).Run(pixels),
                new Engine(bundle).Run(point, pixels, 2)
            );
    }

    [Fact]
    public void A_node_that_is_not_there_is_named()
    {
        const string Remedy = "there is no node 'gone' yet; append what a node reads before it";
        Assert.Equal(Remedy, Assert.Throws<NetworkException>(() => Start().From("gone")).Message);
        Assert.Equal(Remedy, Assert.Throws<NetworkException>(() => Start().Add("sum", "gone")).Message);
        Assert.Equal(Remedy, Assert.Throws<NetworkException>(() => Start().ShapeOf("gone")).Message);
    }

    [Fact]
    public void Tensors_of_different_shapes_are_not_added()
    {
        var builder = Start().Convolution("conv", channels: 4, kernel: 3, stride: 2, padding: 1);
        var message = Assert.Throws<NetworkException>(() => builder.Add("sum", "normalize")).Message;
        Assert.Contains("sum", message);
        Assert.Contains("4×4×4", message);
        Assert.Contains("2×8×8", message);
    }

    [Fact]
    public void A_name_that_is_there_twice_is_refused() =>
        Assert.Equal(
            "twice: two nodes are called flat",
            Assert.Throws<NetworkException>(() => Start().Flatten("flat").Flatten("flat").Build("twice")).Message
        );
}
