using QosNets.Networks;
using Xunit;

namespace QosNets.Tests.Networks;

public class NetworkTests
{
    private static readonly InputNode Input = new("input", new Shape(2, 4, 4));

    [Fact]
    public void A_batch_normalisation_belongs_to_its_layer_only_when_nothing_else_reads_the_layer()
    {
        var conv = new Conv2dNode("conv", "input", 2, 2, 3, 1, 1, 1, Bias: false);
        var bn = new BatchNormNode("bn", "conv", 2);
        Assert.Same(bn, new Network("one", [Input, conv, bn]).BatchNormOf(conv));
        Assert.Null(new Network("two", [Input, conv, bn, new AddNode("add", "conv", "bn")]).BatchNormOf(conv));
    }

    [Fact]
    public void A_point_owns_a_scale_and_a_bias_for_a_layer_without_batch_normalisation()
    {
        var network = new Network(
            "n",
            [
                Input,
                new Conv2dNode("a", "input", 2, 4, 3, 1, 1, 1, Bias: false),
                new BatchNormNode("bn", "a", 4),
                new Conv2dNode("b", "bn", 4, 3, 3, 1, 1, 1, Bias: false),
            ]
        );
        Assert.Equal(
            ["bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "b.scale", "b.bias"],
            NetworkParameters.OfPoint(network).Select(p => p.Name)
        );
        Assert.Equal(
            ["a.weight", "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var", "b.weight"],
            NetworkParameters.Of(network).Select(p => p.Name)
        );
    }

    [Fact]
    public void Graphs_that_do_not_fit_together_are_refused()
    {
        Assert.Throws<NetworkException>(() => new Network("n", [Input, Input]));
        Assert.Throws<NetworkException>(() => new Network("n", [Input, new FlattenNode("f", "nowhere")]));
        Assert.Throws<NetworkException>(() => new Network("n", [Input, new BatchNormNode("b", "input", 3)]));
        Assert.Throws<NetworkException>(() => new Network("n", [new InputNode("input", new Shape(0, 4, 4))]));
        Assert.Throws<NetworkException>(() => new Network("n", [new InputNode("input", new Shape(1, 1 << 20, 1 << 20))]));
    }
}
