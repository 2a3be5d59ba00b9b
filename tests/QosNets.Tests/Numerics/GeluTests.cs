using QosNets.Numerics;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Numerics;

public class GeluTests
{
    private static readonly float[] Values =
    [
        .. Enumerable.Range(-4000, 8001).Select(i => i / 250f),
        float.NegativeInfinity,
        -0f,
        float.Epsilon,
        float.MaxValue,
        float.PositiveInfinity,
    ];

    [Fact]
    public void Values_are_the_integral_of_the_density()
    {
        // Simpson's rule from far below, in steps so small that its error is far below the tolerance.
        const int Steps = 64;
        const int From = -15;
        var (sum, at) = (0.0, (double)From);
        static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        for (var i = 0; i < 2 * -From * Steps; i++)
        {
            var next = From + (i + 1.0) / Steps;
            sum += (Density(at) + 4 * Density((at + next) / 2) + Density(next)) / (6 * Steps);
            at = next;
            var expected = at * sum;
            Assert.Equal(expected, Apply((float)at), Math.Max(1e-6 * Math.Abs(expected), 2e-43));
        }
    }

    [Fact]
    public void Values_have_the_bits_of_the_formula_as_it_is_written() =>
        Assert.Equal(
            Values.Select(LiteralGelu.Value).Select(BitConverter.SingleToInt32Bits),
            Values.Select(Apply).Select(BitConverter.SingleToInt32Bits)
        );

    [Fact]
    public void The_slope_is_the_difference_quotient()
    {
        for (var x = -12f; x < 12; x += 0.375f)
            Assert.Equal(((double)Apply(x + 1 / 64f) - Apply(x - 1 / 64f)) * 32, Gelu.Slope(x), 2e-4);
        Assert.Equal(1, Gelu.Slope(float.PositiveInfinity));
        Assert.Equal(0, Gelu.Slope(float.NegativeInfinity), 1e-30);
    }

    [Fact]
    public void Lengths_that_differ_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Gelu.Apply([1f], []));
        Assert.Throws<ArgumentException>(() => Sigmoid.Apply([1f], []));
    }

    private static float Apply(float x)
    {
        Span<float> result = [x];
        Gelu.Apply(result, result);
        return result[0];
    }
}
