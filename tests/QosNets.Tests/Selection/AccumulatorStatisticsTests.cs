using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Selection;
using Xunit;

namespace QosNets.Tests.Selection;

public class AccumulatorStatisticsTests
{
    private static readonly ConvolutionGeometry Grouped = new(4, 5, 5, 6, 3, 3, 1, 1, 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Deviation_is_that_of_the_centred_accumulator_and_not_of_the_raw_sum(bool signed)
    {
        var p = Profiles.Random(1, Grouped, 200, signed);
        Assert.True(p.InputZeroPoint != 0 && (signed || p.WeightZeroPoint != 0));

        var (centred, raw, wrongSign) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < p.SampleCount; i++)
        {
            for (var c = 0; c < 3; c++)
            {
                double sum = 0,
                    plain = 0,
                    wrong = 0;
                for (var k = 0; k < 18; k++)
                {
                    var x = TruthTable.Operand(p.Samples[i * 18 + k], signed);
                    var w = TruthTable.Operand(p.Weights[(p.SampleGroups[i] * 3 + c) * 18 + k], signed);
                    sum += (x - p.InputZeroPoint) * (w - p.WeightZeroPoint);
                    wrong += (x + p.InputZeroPoint) * (w - p.WeightZeroPoint);
                    plain += x * w;
                }
                centred.Add(sum);
                raw.Add(plain);
                wrongSign.Add(wrong);
            }
        }
        Assert.Equal(Std(centred), p.AccumulatorDeviation, 1e-6);
        Assert.NotInRange(Std(wrongSign) / p.AccumulatorDeviation, 0.99, 1.01);
        if (!signed)
            Assert.True(Std(raw) > 2 * p.AccumulatorDeviation);
        Assert.Equal(0.1 * p.AccumulatorDeviation, p.Tolerance, 1e-9);
        Assert.Equal(p.Tolerance, (p with { Sigma = -0.1 }).Tolerance);
    }

    [Fact]
    public void Signed_bytes_are_not_read_as_unsigned_ones()
    {
        var geometry = ConvolutionGeometry.Linear(1, 2);
        byte[] weights = [255, 1]; // −1 and 1 when signed

        Assert.Equal(10, AccumulatorStatistics.Deviation(geometry, weights, 0, 0, [10], [0], signed: true), 1e-12);
        Assert.Equal(1270, AccumulatorStatistics.Deviation(geometry, weights, 0, 0, [10], [0], signed: false), 1e-12);
    }

    [Fact]
    public void A_profile_that_disagrees_with_its_geometry_is_refused()
    {
        var p = Profiles.Random(1, Grouped, 4, false);

        Assert.Throws<ArgumentException>(() => (p with { Weights = [1] }).Validated());
        Assert.Throws<ArgumentException>(() => (p with { Samples = [1] }).Validated());
        Assert.Throws<ArgumentException>(() => (p with { SampleGroups = [0, 1, 2, 0] }).Validated());
        Assert.Throws<ArgumentException>(() => (p with { ActivationHistogram = [1] }).Validated());
    }

    private static double Std(List<double> values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
