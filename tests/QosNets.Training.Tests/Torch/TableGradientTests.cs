using QosNets.Approximation;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Quantization;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Torch;

/// <summary>Gradients by the slopes of a table are finite differences of the smoothed table, products and layers alike.</summary>
public sealed class TableGradientTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(4, false)]
    [InlineData(4, true)]
    [InlineData(126, true)]
    public void Slopes_are_central_differences_of_the_smoothed_table(int window, bool signed)
    {
        var table = Random(signed);
        var slopes = new TableSlopes(table, window);
        var (lowest, highest) = signed ? (-128, 127) : (0, 255);
        for (var b = lowest; b <= highest; b += 5)
        for (var a = lowest; a <= highest; a++)
        {
            var byActivation = Difference(v => Product(table, v, b), a);
            Assert.Equal(byActivation - b, ByActivation(slopes, (byte)b, (byte)a), 0.01);
            var byWeight = Difference(v => Product(table, b, v), a);
            Assert.Equal(byWeight - b, ByWeight(slopes, (byte)a, (byte)b), 0.01);
        }

        // A mean whose window would leave the operands is the slope from end to end.
        double Difference(Func<int, int> f, int at) =>
            at - 1 - window < lowest || at + 1 + window > highest
                ? (f(highest) - f(lowest)) / 255.0
                : (Mean(f, at + 1) - Mean(f, at - 1)) / 2;

        double Mean(Func<int, int> f, int at) => Enumerable.Range(at - window, 2 * window + 1).Average(f);
    }

    [Fact]
    public void An_exact_table_adds_nothing()
    {
        var slopes = new TableSlopes(
            new TruthTable([.. Enumerable.Range(0, TruthTable.Length).Select(i => (i >> 8) * (i & 255))], signed: false),
            window: 7
        );
        Assert.All(slopes.Pairs, s => Assert.Equal(0, s, 1e-3));
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(2, 2, true)]
    [InlineData(1, 4, true)]
    public void A_layer_gets_the_differences_of_all_its_products(int stride, int groups, bool corrected)
    {
        var g = new ConvolutionGeometry(4, 5, 6, 8, 3, 3, stride, 1, groups);
        var (table, random) = (Random(signed: false), new Random(3));
        var (x, w) = (Small.Bytes(random, 3 * g.InputLength), Small.Bytes(random, g.OutChannels * g.FanIn));
        var (input, quantizer) = (
            new AffineQuantizer(0.5f, 10),
            new WeightQuantizer([.. Enumerable.Range(1, 8).Select(c => 0.25f * c)], 120, Signed: false)
        );
        var weights = new LayerWeights();
        weights.Set(quantizer, [.. w.Select((b, i) => quantizer.Scales[i / g.FanIn] * (b - 120))]);
        Assert.Equal(w, weights.Bytes);
        var slopes = new TableSlopes(table, window: 3);
        float[] gradient = [.. Enumerable.Range(0, 3 * g.OutputLength).Select(_ => random.NextSingle() - 0.5f)];
        var (ofInput, ofWeights) = (new float[x.Length], new float[w.Length]);
        new TableGradient(g, slopes, corrected, weights, input, x, 3).Add(gradient, ofInput, ofWeights);

        var correction = slopes.Of(
            Array.ConvertAll(ActivationCorrection.Rows(new ErrorRows(table), OperandHistogram.Of(w)), f => (double)f)
        );
        var (expectedInput, expectedWeights) = (new double[x.Length], new double[w.Length]);
        foreach (var (output, place, weight, channel) in Products(g, 3))
        {
            var a = place < 0 ? (byte)10 : x[place];
            expectedWeights[weight] += gradient[output] * 0.5 * ByWeight(slopes, w[weight], a);
            if (place >= 0)
                expectedInput[place] +=
                    gradient[output]
                    * quantizer.Scales[channel]
                    * (ByActivation(slopes, w[weight], a) - (corrected ? correction[a] : 0));
        }
        for (var i = 0; i < x.Length; i++)
            Assert.Equal(expectedInput[i], ofInput[i], 1e-3 * (1 + Math.Abs(expectedInput[i])));
        for (var i = 0; i < w.Length; i++)
            Assert.Equal(expectedWeights[i], ofWeights[i], 1e-3 * (1 + Math.Abs(expectedWeights[i])));
    }

    /// <summary>Every product of a layer: output, input or −1 for padding, weight, output channel.</summary>
    private static IEnumerable<(int Output, int Place, int Weight, int Channel)> Products(ConvolutionGeometry g, int batch)
    {
        var (inputs, outputs) = (g.InChannels / g.Groups, g.OutChannels / g.Groups);
        for (var i = 0; i < batch; i++)
        for (var j = 0; j < g.OutChannels; j++)
        for (var oy = 0; oy < g.OutHeight; oy++)
        for (var ox = 0; ox < g.OutWidth; ox++)
        for (var k = 0; k < g.FanIn; k++)
        {
            var (c, rest) = Math.DivRem(k, 9);
            var (y, column) = (oy * g.StrideHeight + rest / 3 - 1, ox * g.StrideWidth + rest % 3 - 1);
            var inside = y >= 0 && y < g.InHeight && column >= 0 && column < g.InWidth;
            var plane = i * g.InChannels + j / outputs * inputs + c;
            yield return (
                ((i * g.OutChannels + j) * g.OutHeight + oy) * g.OutWidth + ox,
                inside ? (plane * g.InHeight + y) * g.InWidth + column : -1,
                j * g.FanIn + k,
                j
            );
        }
    }

    private static float ByWeight(TableSlopes slopes, byte weight, byte activation) =>
        slopes.Pairs[2 * (256 * weight + activation)];

    private static float ByActivation(TableSlopes slopes, byte weight, byte activation) =>
        slopes.Pairs[2 * (256 * weight + activation) + 1];

    private static int Product(TruthTable table, int a, int b) => table.Products[256 * (byte)a + (byte)b];

    private static TruthTable Random(bool signed)
    {
        var random = new Random(1);
        return new TruthTable(
            [
                .. Enumerable
                    .Range(0, TruthTable.Length)
                    .Select(i =>
                        TruthTable.Operand((byte)(i >> 8), signed) * TruthTable.Operand((byte)i, signed)
                        + random.Next(signed ? -100 : 0, signed ? 100 : 500)
                    ),
            ],
            signed
        );
    }
}
