using QosNets.Networks;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class LayerGradientsTests
{
    public static TheoryData<string> Layers =>
        ["plain", "stride", "depthwise", "unpadded", "rectangular", "dilated", "lopsided", "linear"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Gradients_are_to_the_bit_those_that_autograd_computes_with_a_forward_pass(string kind)
    {
        using var scope = NewDisposeScope();
        var (layer, x, w) = Case(kind);
        var y = TrainerOperators.Of(layer).Product(layer, x, w);
        var g = randn(y.shape);
        var expected = autograd.grad([y], [x, w], [g]);
        var gradients = TrainerOperators.Of(layer).Gradients(layer);
        var (ofInput, ofWeights) = gradients.Of(g, x, w, ofInput: true);
        Assert.Equal(Small.Values(expected[0]), Small.Values(ofInput!));
        Assert.Equal(Small.Values(expected[1]), Small.Values(ofWeights));
        var (none, alone) = gradients.Of(g, x, w, ofInput: false);
        Assert.Null(none);
        Assert.Equal(Small.Values(expected[1]), Small.Values(alone));
    }

    [Fact]
    public void An_emulated_product_has_the_values_it_is_given_and_the_gradients_of_exact_products()
    {
        using var scope = NewDisposeScope();
        var (layer, x, w) = Case("stride");
        var rounded = (w.detach() * 8).round() / 8;
        var emulated = randn(TrainerOperators.Of(layer).Product(layer, x, rounded).shape);
        var y = EmulatedProduct.apply(
            x,
            w,
            new EmulatedValues(emulated, rounded, TrainerOperators.Of(layer).Gradients(layer), null)
        );
        Assert.Equal(Small.Values(emulated), Small.Values(y));
        var g = randn(y.shape);
        var actual = autograd.grad([y], [x, w], [g]);
        var leaf = rounded.detach().requires_grad_();
        var expected = autograd.grad([TrainerOperators.Of(layer).Product(layer, x, leaf)], [x, leaf], [g]);
        Assert.Equal(Small.Values(expected[0]), Small.Values(actual[0]));
        Assert.Equal(Small.Values(expected[1]), Small.Values(actual[1]));
    }

    [Fact]
    public void Slopes_are_factors_of_the_weights_gradients_alone()
    {
        using var scope = NewDisposeScope();
        var (layer, x, w) = Case("plain");
        var (values, slopes) = (randn(w.shape), randn(w.shape));
        var gradients = TrainerOperators.Of(layer).Gradients(layer);
        var emulated = randn(TrainerOperators.Of(layer).Product(layer, x, values).shape);
        var g = randn(emulated.shape);
        float[][] Gradients(Tensor? factors)
        {
            var y = EmulatedProduct.apply(x, w, new EmulatedValues(emulated.alias(), values, gradients, factors));
            return [.. autograd.grad([y], [x, w], [g]).Select(Small.Values)];
        }
        var (plain, factored) = (Gradients(null), Gradients(slopes));
        Assert.Equal(plain[0], factored[0]);
        Assert.Equal(plain[1].Zip(Small.Values(slopes), (a, b) => a * b), factored[1]);
    }

    private static (LayerNode Layer, Tensor X, Tensor W) Case(string kind)
    {
        manual_seed(3);
        Threading.Use(1);
        LayerNode layer = kind switch
        {
            "plain" => new Conv2dNode("c", "x", 6, 10, 3, 1, 1, 1, Bias: false),
            "stride" => new Conv2dNode("c", "x", 6, 10, 3, 2, 1, 1, Bias: false),
            "depthwise" => new Conv2dNode("c", "x", 6, 6, 3, 1, 1, 6, Bias: false),
            "unpadded" => new Conv2dNode("c", "x", 6, 4, 5, 1, 0, 2, Bias: false),
            "rectangular" => new Conv2dNode("c", "x", 6, 4, 3, 2, 1, 1, Bias: false, KernelWidth: 5, StrideWidth: 1, PadLeft: 2),
            "dilated" => new Conv2dNode("c", "x", 6, 4, 3, 1, 2, 2, Bias: false, Dilation: 2, DilationWidth: 3),
            "lopsided" => new Conv2dNode("c", "x", 6, 4, 3, 2, 0, 1, Bias: false, PadLeft: 2, PadBottom: 1, PadRight: 0),
            _ => new LinearNode("c", "x", 24, 5, Bias: false),
        };
        var x = layer is LinearNode ? randn(7, 24, 1, 1) : randn(4, 6, 9, 11);
        var w = layer is Conv2dNode c
            ? randn(c.OutChannels, c.InChannels / c.Groups, c.Kernel, c.KernelWidth ?? c.Kernel)
            : randn(5, 24);
        return (layer, x.requires_grad_(), w.requires_grad_());
    }
}
