using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Torch;

public sealed class WeightResponseTests
{
    [Fact]
    public void The_shift_of_an_exact_narrow_multiplier_leads_to_the_middle_of_the_weights_that_it_cannot_tell_apart()
    {
        var response = WeightResponse.Of(Table((a, b) => a * (b >> 4 << 4), signed: false), Layer(), window: 0);
        for (var b = 0; b < 256; b++)
            Assert.Equal((b >> 4 << 4) + 7.5 - b, response.Shift[b], 1e-4);
        Assert.Null(response.Slope);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(5, false)]
    [InlineData(5, true)]
    [InlineData(127, true)]
    public void Slopes_are_differences_of_the_effective_weight_over_the_window_in_the_order_of_the_operands(
        int window,
        bool signed
    )
    {
        static int Effective(int b) => b / 8 * 8 + (b % 16 == 3 ? 5 : 0);
        var response = WeightResponse.Of(Table((a, b) => a * Effective(b), signed), Layer(), window);
        var (lowest, highest) = signed ? (-128, 127) : (0, 255);
        for (var b = lowest; b <= highest; b++)
        {
            var (low, high) = (Math.Max(b - window, lowest), Math.Min(b + window, highest));
            var expected = (Effective(high) - Effective(low)) / (double)(high - low);
            Assert.Equal(expected, response.Slope![(byte)b], 1e-4);
        }
    }

    [Fact]
    public void A_multiplier_whose_errors_do_not_follow_the_activation_has_no_shift()
    {
        var response = WeightResponse.Of(
            Table((a, b) => Math.Min(a * b + 3 * b, 65535), signed: false),
            Layer(0, 200),
            window: 4
        );
        Assert.All(response.Shift, s => Assert.Equal(0, s, 1e-3));
        Assert.All(response.Slope!, s => Assert.Equal(1, s, 1e-3));
    }

    private static TruthTable Table(Func<int, int, int> product, bool signed) =>
        new(
            [
                .. Enumerable
                    .Range(0, TruthTable.Length)
                    .Select(i => product(TruthTable.Operand((byte)(i >> 8), signed), TruthTable.Operand((byte)i, signed))),
            ],
            signed
        );

    /// <summary>Every weight once, activations of a range once each.</summary>
    private static LayerProfile Layer(int from = 0, int to = 255)
    {
        var histogram = Enumerable.Range(0, 256).Select(a => a >= from && a <= to ? 1L : 0).ToArray();
        byte[] all = [.. Enumerable.Range(0, 256).Select(b => (byte)b)];
        var geometry = new ConvolutionGeometry(256, 1, 1, 1, 1, 1, 1, 0, 1);
        return new LayerProfile("l", geometry, all, 0, 0, new byte[256], [0], histogram, 1, 1);
    }
}
