using QosNets.Bundles;
using QosNets.Control;
using Xunit;

namespace QosNets.Tests.Runtime;

public class PointComparisonTests
{
    private static readonly Bundle Plain = RandomBundles.Make(EngineTests.Build("lenet5"), seed: 61);

    // "exact" is the dearest of the three, and "coarse" and "mixed" have other multipliers.
    private static Bundle With(params double?[] accuracies) =>
        Plain.With([.. Plain.Points.Select((p, i) => p with { ValidationTop1 = accuracies[i] })], []);

    [Theory]
    [InlineData(0.9, 0.8, 0.85)]
    [InlineData(0.8, 0.8, 0.7)]
    [InlineData(0.7, 0.9, 0.8)]
    [InlineData(0.5, 0.6, 0.7)]
    public void A_point_is_dominated_by_the_most_accurate_of_those_that_are_cheaper_and_as_accurate(params double[] accuracies)
    {
        var bundle = With([.. accuracies.Cast<double?>()]);
        var powers = bundle.Points.Select(bundle.RelativePower).ToArray();
        for (var p = 0; p < 3; p++)
        {
            int? expected = null;
            for (var other = 0; other < 3; other++)
            {
                if (powers[other] < powers[p] && accuracies[other] >= accuracies[p])
                    expected = expected is { } e && accuracies[e] >= accuracies[other] ? e : other;
            }
            Assert.Equal(expected, bundle.Dominating(p));
        }
        // Governors run exactly the points that none dominates.
        Assert.Equal(
            Enumerable.Range(0, 3).Where(p => bundle.Dominating(p) is null),
            Knob.OfPoints(bundle, accuracies).WorthRunning.Order()
        );
    }

    [Fact]
    public void Points_that_were_not_measured_are_dominated_by_none() =>
        Assert.All([0, 1, 2], p => Assert.Null(Plain.Dominating(p)));

    [Fact]
    public void A_cascade_with_a_dominated_point_drives_no_governor()
    {
        var pixels = RandomTables.Bytes(new Random(1), 200 * Plain.Network.Input.Shape.Length);
        var measured = QosNets.Runtime.BundleValidation.Measure(Plain, pixels, new int[200]);
        var best = Enumerable.Range(0, 3).MinBy(p => measured.RelativePower(measured.Points[p]));
        double[] qualities = [0.5, 0.5, 0.5];
        qualities[best] = 0.9;
        Assert.NotEmpty(measured.Cascades);
        Assert.Empty(Knob.OfPoints(measured, qualities).Cascades);
        var rising = measured.Points.Select(measured.RelativePower).ToArray();
        Assert.Equal(measured.Cascades, Knob.OfPoints(measured, rising).Cascades);
    }

    [Fact]
    public void A_point_with_the_assignment_of_an_earlier_one_is_its_twin()
    {
        var points = Plain.Points.Append(Plain.Points[1] with { Name = "again" }).ToList();
        var bundle = Plain.With(points, []);
        Assert.Equal([null, null, null, 1], Enumerable.Range(0, 4).Select(p => bundle.Twin(p)));
    }
}
