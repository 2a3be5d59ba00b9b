using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Selection;
using QosNets.Tests.Runtime;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

/// <summary>
/// Given the same bytes, the trainer's accumulators are the engine's, Σ M(x, w) − z_x Σ w − z_w Σ x + K z_x z_w less the
/// correction: both are held to the formula as it is written (the engine in ApproximateLayerTests).
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class EmulatedLayersTests
{
    [Theory]
    [InlineData("mul8u_1JFF", false)]
    [InlineData("mul8u_1446", false)]
    [InlineData("mul8u_18DU", true)]
    [InlineData("mul8u_E9R", true)]
    [InlineData("mul8s_1L2D", false)]
    [InlineData("mul8s_1KR3", true)]
    public void Outputs_are_scales_times_the_accumulators_of_the_formula(string multiplier, bool corrected)
    {
        var set = Small.Images();
        var network = Small.Network(set);
        var signed = multiplier.StartsWith("mul8s", StringComparison.Ordinal);
        var library = signed ? Small.Signed : Small.Unsigned;
        var table = library.Multipliers[library.IndexOf(multiplier)].Table;
        var layers = new EmulatedLayers(
            network,
            [.. network.Layers.Select(_ => table)],
            [.. network.Layers.Select(_ => corrected)]
        );
        var input = new AffineQuantizer(0.021f, 53, signed ? 127 : 255);
        var weights = new WeightQuantizer([0.013f], signed ? 0 : 117, signed);
        var random = new Random(5);
        // The second round gives the layers new weights, as a training step does.
        for (var round = 0; round < 2; round++)
        {
            for (var l = 0; l < network.Layers.Count; l++)
            {
                var g = network.Layers[l].Geometry;
                byte[] x = [.. Small.Bytes(random, 3 * g.InputLength).Select(b => signed ? (byte)(b & 127) : b)];
                byte[] w = [.. Small.Bytes(random, g.OutChannels * g.FanIn).Select(b => signed && b == 128 ? (byte)129 : b)];
                var y = new float[3 * g.OutputLength];
                layers.Compute(l, w, weights, input, 3, x, y);
                var accumulators = LiteralLayer.Accumulate(g, 3, x, w, weights.ZeroPoint, input.ZeroPoint, table, corrected);
                var scale = (float)((double)0.013f * 0.021f);
                Assert.Equal(accumulators.Select(a => a * scale), y);
            }
        }
    }

    [Fact]
    public void Every_output_channel_has_the_scale_of_its_weights()
    {
        var set = Small.Images();
        var network = Small.Network(set);
        var table = Small.Unsigned.Exact.Table;
        var layers = new EmulatedLayers(network, [.. network.Layers.Select(_ => table)], new bool[network.Layers.Count]);
        var g = network.Layers[0].Geometry;
        var random = new Random(6);
        var (x, w) = (Small.Bytes(random, g.InputLength), Small.Bytes(random, g.OutChannels * g.FanIn));
        var scales = Enumerable.Range(1, g.OutChannels).Select(c => 0.01f * c).ToArray();
        var y = new float[g.OutputLength];
        layers.Compute(0, w, new WeightQuantizer(scales, 128, Signed: false), new AffineQuantizer(0.02f, 99), 1, x, y);
        var accumulators = LiteralLayer.Accumulate(g, 1, x, w, 128, 99, table, correct: false);
        Assert.Equal(accumulators.Select((a, i) => a * (float)((double)scales[i / g.Positions] * 0.02f)), y);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(2)]
    public void Effective_weights_say_how_outputs_of_a_narrow_multiplier_follow_the_input(int bits)
    {
        // A product without residue, a · s(w): one step of one activation changes an output by exactly its effective weight.
        var g = new Conv2dNode("c", "input", 2, 3, 1, 1, 0, 1, Bias: false);
        var network = new Network("one", [new InputNode("input", new Shape(2, 1, 1)), g]);
        var table = Cut(bits);
        byte[] w = [3, 250, 131, 77, 16, 199];
        var counts = Enumerable.Repeat(1L, 256).ToArray();
        var profile = new LayerProfile("c", network.Layers[0].Geometry, w, 120, 10, [0, 0], [0], counts, 1, 1);
        var layers = new EmulatedLayers(network, [table], [true], [WeightResponse.Of(table, profile, window: 0)]);
        var (input, quantizer) = (new AffineQuantizer(0.5f, 10), new WeightQuantizer([0.25f], 120, Signed: false));
        float[] Outputs(byte[] x)
        {
            var y = new float[3];
            layers.Compute(0, w, quantizer, input, 1, x, y);
            return y;
        }
        var weights = new LayerWeights();
        weights.Set(quantizer, [.. w.Select(b => 0.25f * (b - 120))]);
        Assert.Equal(w, weights.Bytes);
        var (real, slopes) = layers.Backward(0, weights);
        Assert.Null(slopes);
        for (var k = 0; k < 2; k++)
        {
            // The correction is rounded to whole numbers, which a wide step makes small.
            byte[] low = [20, 20],
                high = [20, 20];
            high[k] += 200;
            var (at, after) = (Outputs(low), Outputs(high));
            for (var c = 0; c < 3; c++)
                Assert.Equal(real[2 * c + k], (after[c] - at[c]) / (200 * input.Scale), 0.25 / 200);
        }
        Assert.NotEqual(weights.Real, real);
    }

    private static TruthTable Cut(int bits) =>
        new(
            [.. Enumerable.Range(0, TruthTable.Length).Select(i => (i >> 8) * ((i & 255) >> (8 - bits) << (8 - bits)))],
            signed: false
        );

    [Fact]
    public void The_gradient_of_an_emulated_layer_is_that_of_exact_products()
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        using var scope = NewDisposeScope();
        var (x, y) = TrainingData.PlainBatch(set.Train, [1, 2, 3, 4]);
        // Only the last layer is approximate: what flows into it, and so its own weights' gradient by straight-through, is the
        // same.
        var plan = Small.Plan(run, "point", "mul8u_1JFF", "mul8u_1JFF", "mul8u_1JFF", "mul8u_18DU");
        parameters.AddPoint(run.Network, "point");
        using var gradient = ones(4, 4);
        gradient[0, 1] = 3;
        (plan.Pass(run, parameters, quantization).Run(x) * gradient).sum().backward();
        var emulated = Small.Values(parameters["classifier.weight"].grad!);
        parameters["classifier.weight"].grad!.zero_();
        (new ForwardPass(run.Network, parameters) { Quantization = quantization }.Run(x) * gradient).sum().backward();
        var exact = Small.Values(parameters["classifier.weight"].grad!);
        Assert.Contains(exact, g => Math.Abs(g) > 0.1);
        for (var i = 0; i < exact.Length; i++)
            Assert.Equal(exact[i], emulated[i], 0.05f);
    }
}
