using QosNets.Kernels;
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
    public void Sizes_of_a_convolution_that_are_not_given_are_those_of_a_square_one()
    {
        var square = new Conv2dNode("c", "input", 2, 3, 3, 2, 1, 1, Bias: false);
        var input = new Shape(2, 9, 11);
        Assert.Equal(new ConvolutionGeometry(2, 9, 11, 3, 3, 3, 2, 1, 1), square.Geometry(input));
        var other = square with
        {
            KernelWidth = 5,
            StrideWidth = 1,
            Dilation = 2,
            DilationWidth = 1,
            PadLeft = 3,
            PadBottom = 0,
            PadRight = 2,
        };
        Assert.Equal(new Shape(3, 3, 12), other.InferShape([input]));
        foreach (
            var wrong in (Conv2dNode[])
                [
                    square with
                    {
                        KernelWidth = 0,
                    },
                    square with
                    {
                        StrideWidth = 0,
                    },
                    square with
                    {
                        Dilation = 0,
                    },
                    square with
                    {
                        DilationWidth = -1,
                    },
                    square with
                    {
                        PadLeft = -1,
                    },
                    square with
                    {
                        PadBottom = -1,
                    },
                    square with
                    {
                        PadRight = -1,
                    },
                    square with
                    {
                        KernelWidth = 14,
                    },
                    square with
                    {
                        Dilation = 6,
                    },
                ]
        )
            Assert.Throws<NetworkException>(() => wrong.InferShape([input]));
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
