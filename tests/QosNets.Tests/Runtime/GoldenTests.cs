using QosNets.Bundles;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

/// <summary>Our arithmetic against PyTorch's; tests/golden/make_golden.py made the vectors.</summary>
public class GoldenTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("strided")]
    [InlineData("grouped")]
    [InlineData("depthwise")]
    [InlineData("pointwise")]
    [InlineData("large")]
    public void Exact_products_give_the_convolution_of_PyTorch(string name)
    {
        var sizes = Golden.Read<int>($"conv.{name}.sizes");
        var x = Golden.Read<byte>($"conv.{name}.x", out var input);
        var w = Golden.Read<byte>($"conv.{name}.w", out var weights);
        var g = new ConvolutionGeometry(
            input[1],
            input[2],
            input[3],
            weights[0],
            weights[2],
            weights[3],
            sizes[0],
            sizes[1],
            sizes[2]
        );
        var layer = ApproximateLayer.Compile(name, g, w, sizes[4], sizes[3], TruthTable.Exact(signed: false), correct: false);
        var accumulators = new int[input[0] * g.OutputLength];
        layer.Accumulate(input[0], x, accumulators);
        var expected = Golden.Read<int>($"conv.{name}.y", out var output);
        Assert.Equal([input[0], g.OutChannels, g.OutHeight, g.OutWidth], output);
        Assert.Equal(expected, accumulators);
    }

    [Fact]
    public void Batch_normalisation_is_that_of_PyTorch()
    {
        var x = Golden.Read<float>("bn.x", out var shape);
        var norm = new BatchNormNode("bn", "input", shape[1]);
        var names = new[] { "bn.weight", "bn.bias", "bn.running_mean", "bn.running_var" };
        var affine = ChannelAffine.OfBatchNorm(norm, names.ToDictionary(n => n, n => Golden.Read<float>(n)));
        var expected = Golden.Read<float>("bn.y");
        for (var i = 0; i < x.Length; i++)
        {
            var c = i / (shape[2] * shape[3]) % shape[1];
            Assert.Equal(expected[i], x[i] * affine.Scale[c] + affine.Offset[c], 2e-5f);
        }
    }

    [Theory]
    [InlineData("halves")]
    [InlineData("values")]
    public void Quantisation_is_that_of_PyTorch_to_the_bit(string name)
    {
        var setting = Golden.Read<float>($"quant.{name}.setting");
        var quantizer = new AffineQuantizer(setting[0], (int)setting[1]);
        var bytes = Golden.Read<float>($"quant.{name}.x").Select(quantizer.Quantize).ToArray();
        Assert.Equal(Golden.Read<byte>($"quant.{name}.q"), bytes);
        Assert.Equal(Golden.Read<float>($"quant.{name}.back"), bytes.Select(quantizer.Dequantize));
        Assert.Equal(
            bytes,
            new WeightQuantizer([setting[0]], (int)setting[1], Signed: false)
                .Quantize(Golden.Read<float>($"quant.{name}.x"))
                .Values
        );
    }

    [Fact]
    public void A_quantised_linear_layer_is_that_of_PyTorch()
    {
        var setting = Golden.Read<float>("linear.setting");
        var x = Golden.Read<byte>("linear.x", out var input);
        var w = Golden.Read<byte>("linear.w", out var weights);
        var node = new LinearNode("fc", "input", weights[1], weights[0], Bias: true);
        var network = new Network("golden", [new InputNode("input", new Shape(weights[1], 1, 1)), node]);
        var parameters = new Dictionary<string, float[]>
        {
            ["fc.bias"] = Golden.Read<float>("linear.bias"),
            ["fc.scale"] = [.. Enumerable.Repeat(1f, weights[0])],
        };
        var affine = ChannelAffine.OfLayer(network, node, setting[0], [setting[2]], parameters);
        var layer = ApproximateLayer.Compile(
            "fc",
            network.Layers[0].Geometry,
            w,
            (int)setting[3],
            (int)setting[1],
            TruthTable.Exact(signed: false),
            correct: true
        );
        var accumulators = new int[input[0] * weights[0]];
        layer.Accumulate(input[0], x, accumulators);
        var expected = Golden.Read<double>("linear.y");
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], accumulators[i] * affine.Scale[i % weights[0]] + affine.Offset[i % weights[0]], 1e-5);
    }
}
