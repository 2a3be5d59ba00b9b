using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class ApproximateLayerTests
{
    private static readonly ConvolutionGeometry[] Geometries =
    [
        new(3, 9, 7, 5, 3, 3, 1, 1, 1),
        new(4, 8, 8, 6, 3, 3, 2, 1, 2),
        new(6, 5, 5, 6, 3, 3, 1, 1, 6),
        new(7, 4, 4, 33, 1, 1, 1, 0, 1),
        new(1, 12, 12, 3, 5, 5, 1, 2, 1),
        ConvolutionGeometry.Linear(70, 11),
    ];

    public static TheoryData<int, bool, bool, bool> Cases()
    {
        var cases = new TheoryData<int, bool, bool, bool>();
        for (var g = 0; g < Geometries.Length; g++)
        for (var bits = 0; bits < 8; bits++)
            cases.Add(g, (bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Accumulators_equal_the_formula_term_by_term(int geometry, bool signed, bool wild, bool correct)
    {
        var g = Geometries[geometry];
        var random = new Random(geometry);
        var table = wild ? RandomTables.Wild(7, signed) : RandomTables.Near(7, signed, 900);
        var weights = Weights(random, g, signed);
        var input = RandomTables.Bytes(random, 3 * g.InputLength, signed ? 127 : 255);
        var (zw, zx) = signed ? (0, 29) : (117, 53);

        var layer = ApproximateLayer.Compile("layer", g, weights, zw, zx, table, correct);
        var expected = LiteralLayer.Accumulate(g, 3, input, weights, zw, zx, table, correct);
        Assert.Equal(expected, Accumulate(layer, 3, input).Select(a => (long)a));

        var scales = Enumerable.Range(0, g.OutChannels).Select(c => 0.001f + c).ToArray();
        var outputs = new float[expected.Length];
        layer.Outputs(3, input, outputs, scales);
        Assert.Equal(expected.Select((a, i) => (float)(int)a * scales[i / g.Positions % g.OutChannels]), outputs);
        layer.Outputs(3, input, outputs, [0.37f]);
        Assert.Equal(expected.Select(a => (float)(int)a * 0.37f), outputs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Exact_products_give_the_centred_convolution(bool correct)
    {
        var g = Geometries[0];
        var random = new Random(1);
        var (weights, input) = (Weights(random, g, signed: false), RandomTables.Bytes(random, g.InputLength));
        var layer = ApproximateLayer.Compile("layer", g, weights, 90, 200, TruthTable.Exact(signed: false), correct);
        var first = Enumerable
            .Range(0, g.FanIn)
            .Sum(k =>
            {
                var (c, y, x) = (k / 9, k / 3 % 3, k % 3);
                return (input[(c * g.InHeight + y + 1) * g.InWidth + x + 1] - 200) * (weights[k] - 90);
            });
        Assert.Equal(first, Accumulate(layer, 1, input)[2 * g.OutWidth + 2]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Updated_weights_give_what_a_new_layer_gives(bool correct)
    {
        var g = Geometries[1];
        var random = new Random(5);
        var table = RandomTables.Near(3, signed: false, 2000);
        var input = RandomTables.Bytes(random, g.InputLength);
        var layer = ApproximateLayer.Compile("layer", g, Weights(random, g, signed: false), 100, 9, table, correct);
        var before = Accumulate(layer, 1, input);
        var weights = RandomTables.Bytes(random, g.OutChannels * g.FanIn, max: 60);
        layer.Update(weights);
        var after = Accumulate(layer, 1, input);
        Assert.NotEqual(before, after);
        Assert.Equal(Accumulate(ApproximateLayer.Compile("layer", g, weights, 100, 9, table, correct), 1, input), after);
    }

    [Fact]
    public void Layers_whose_sums_could_leave_32_bits_are_refused()
    {
        const int Fits = int.MaxValue / (255 * 255);
        Compile(Fits);
        var e = Assert.Throws<OverflowException>(() => Compile(Fits + 1));
        Assert.Contains("'wide'", e.Message, StringComparison.Ordinal);

        // Within the limit as a sum of products, but the zero point terms push it over.
        var weights = new byte[Fits];
        Array.Fill(weights, (byte)255);
        Assert.Throws<OverflowException>(() =>
            ApproximateLayer.Compile(
                "wide",
                ConvolutionGeometry.Linear(Fits, 1),
                weights,
                0,
                255,
                TruthTable.Exact(signed: false),
                correct: false
            )
        );

        static ApproximateLayer Compile(int fanIn) =>
            ApproximateLayer.Compile(
                "wide",
                ConvolutionGeometry.Linear(fanIn, 1),
                new byte[fanIn],
                0,
                0,
                TruthTable.Exact(signed: false),
                correct: false
            );
    }

    [Fact]
    public void Zero_points_and_lengths_out_of_range_are_refused()
    {
        var g = ConvolutionGeometry.Linear(4, 2);
        var (unsigned, signed) = (TruthTable.Exact(signed: false), TruthTable.Exact(signed: true));
        Assert.Throws<ArgumentException>(() => ApproximateLayer.Compile("l", g, new byte[7], 0, 0, unsigned, correct: false));
        Assert.Throws<ArgumentException>(() => ApproximateLayer.Compile("l", g, new byte[8], 256, 0, unsigned, correct: false));
        Assert.Throws<ArgumentException>(() => ApproximateLayer.Compile("l", g, new byte[8], 0, 256, unsigned, correct: false));
        Assert.Throws<ArgumentException>(() => ApproximateLayer.Compile("l", g, new byte[8], 1, 0, signed, correct: false));
        Assert.Throws<ArgumentException>(() => ApproximateLayer.Compile("l", g, new byte[8], 0, 128, signed, correct: false));
        var layer = ApproximateLayer.Compile("l", g, new byte[8], 0, 0, unsigned, correct: false);
        Assert.Throws<ArgumentException>(() => layer.Accumulate(1, new byte[4], new int[3]));
        Assert.Throws<ArgumentException>(() => layer.Update(new byte[7]));
        Assert.Throws<ArgumentException>(() => layer.Outputs(1, new byte[4], new float[2], new float[3]));
    }

    private static byte[] Weights(Random random, ConvolutionGeometry g, bool signed) =>
        signed
            ? RandomTables.SignedWeights(random, g.OutChannels * g.FanIn)
            : RandomTables.Bytes(random, g.OutChannels * g.FanIn);

    private static int[] Accumulate(ApproximateLayer layer, int batch, byte[] input)
    {
        var accumulators = new int[batch * layer.Geometry.OutputLength];
        layer.Accumulate(batch, input, accumulators);
        return accumulators;
    }
}
