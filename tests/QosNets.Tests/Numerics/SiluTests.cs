using QosNets.Numerics;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Numerics;

public class SiluTests
{
    private static readonly float[] Values =
    [
        .. Enumerable.Range(-30000, 60001).Select(i => i / 250f),
        float.NegativeInfinity,
        -104,
        -0f,
        float.Epsilon,
        float.MaxValue,
        float.PositiveInfinity,
    ];

    [Fact]
    public void Values_are_within_a_unit_in_the_last_place_of_the_C_library_s()
    {
        var results = Apply(Values);
        for (var i = 0; i < Values.Length; i++)
        {
            double x = Values[i];
            var expected = (float)(x < -104 ? 0 : x / (1 + Math.Exp(-x)));
            var unit = float.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
            Assert.True(
                results[i] == expected || Math.Abs((double)expected - results[i]) <= Math.Max(unit, 1e-43),
                $"{x}: {results[i]}, {expected} is expected"
            );
        }
    }

    [Fact]
    public void Values_have_the_bits_of_the_series_as_it_is_written_for_every_length()
    {
        var expected = Values.Select(LiteralSilu.Value).Select(BitConverter.SingleToInt32Bits).ToArray();
        Assert.Equal(expected, Apply(Values).Select(BitConverter.SingleToInt32Bits));
        for (var length = 0; length < 40; length++)
            Assert.Equal(expected[..length], Apply(Values[..length]).Select(BitConverter.SingleToInt32Bits));
    }

    [Fact]
    public void The_slope_is_the_difference_quotient()
    {
        for (var x = -12.0; x < 12; x += 0.37)
        {
            double Value(double at) => at / (1 + Math.Exp(-at));
            Assert.Equal((Value(x + 1e-5) - Value(x - 1e-5)) / 2e-5, Silu.Slope((float)x), 1e-5);
        }
        Assert.Equal(1, Silu.Slope(float.PositiveInfinity));
        Assert.Equal(0, Silu.Slope(float.NegativeInfinity), 1e-30);
    }

    [Fact]
    public void Lengths_that_differ_are_refused() => Assert.Throws<ArgumentException>(() => Silu.Apply([1f], []));

    private static float[] Apply(float[] values)
    {
        var results = new float[values.Length];
        Silu.Apply(values, results);
        return results;
    }
}
