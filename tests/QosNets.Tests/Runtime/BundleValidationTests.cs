using QosNets.Bundles;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class BundleValidationTests
{
    private const int Images = 400;
    private static readonly Bundle Bundle = RandomBundles.Make(EngineTests.Build("lenet5"), seed: 61);
    private static readonly int Length = Bundle.Network.Input.Shape.Length;
    private static readonly int Classes = Bundle.Network.Classes;
    private static readonly byte[] Pixels = RandomTables.Bytes(new Random(1), Images * Length);

    [Fact]
    public void Shares_and_accuracies_are_those_of_the_engine_at_every_threshold()
    {
        var labels = Labels(1);
        var measured = BundleValidation.Measure(Bundle, Pixels, labels);
        var engine = new Engine(measured);
        var powers = measured.Points.Select(measured.RelativePower).ToArray();
        Assert.NotEmpty(measured.Cascades);
        for (var p = 0; p < powers.Length; p++)
            Assert.Equal(Evaluation.Run(engine, p, Pixels, labels).Top1Accuracy, measured.Points[p].ValidationTop1);
        foreach (var curve in measured.Cascades)
        {
            Assert.True(powers[curve.First] < powers[curve.Second]);
            Assert.InRange(curve.Steps.Count, 8, 14);
            foreach (var step in curve.Steps)
            {
                var (logits, points, margins) = (new float[Images * Classes], new int[Images], new float[Images]);
                var cascade = new Cascade([curve.First, curve.Second], [step.MinMargin]);
                var again = engine.RunCascade(cascade, Pixels, Images, logits, points, margins);
                Assert.Equal(step.Share, again / (double)Images);
                Assert.Equal(step.Accuracy, Enumerable.Range(0, Images).Count(i => Right(logits, labels, i)) / (double)Images);
            }
            Assert.InRange(curve.Steps[^1].Share, 0.55, 0.65);
        }
    }

    [Fact]
    public void Every_pair_from_a_cheaper_to_a_dearer_point_is_measured_once_and_the_old_measurement_is_replaced()
    {
        var once = BundleValidation.Measure(Bundle, Pixels, Labels(1));
        var powers = Bundle.Points.Select(Bundle.RelativePower).ToArray();
        var pairs = Enumerable.Range(0, 9).Select(i => (i / 3, i % 3)).Where(p => powers[p.Item1] < powers[p.Item2]);
        Assert.Equal(pairs, once.Cascades.Select(c => (c.First, c.Second)));
        Assert.Equal(once.ToArray(), BundleValidation.Measure(once, Pixels, Labels(1)).ToArray());
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(2.5)]
    public void The_temperature_is_that_by_which_the_labels_were_drawn(double temperature)
    {
        var measured = BundleValidation.Measure(Bundle, Pixels, Labels(temperature));
        // The labels follow the first point only.
        Assert.InRange(measured.Points[0].Temperature, 0.75 * temperature, 1.35 * temperature);
        var plain = new Engine(Bundle).Run(0, Pixels, Images)[..Classes];
        Assert.Equal(new Engine(Bundle).Margin(0, plain) / measured.Points[0].Temperature, new Engine(measured).Margin(0, plain));
    }

    [Fact]
    public void A_temperature_that_helps_only_the_images_that_it_was_fitted_on_is_not_kept()
    {
        // Labels that the logits name on every other image, and never on those in between: sharper is better there, not here.
        var logits = new Engine(Bundle).Run(0, Pixels, Images);
        var labels = Enumerable
            .Range(0, Images)
            .Select(i =>
            {
                var image = logits.AsSpan(i * Classes, Classes).ToArray();
                return Array.IndexOf(image, i % 2 == 0 ? image.Max() : image.Min());
            })
            .ToArray();
        Assert.Equal(1, BundleValidation.Measure(Bundle, Pixels, labels).Points[0].Temperature);
    }

    [Fact]
    public void Nothing_to_measure_on_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => BundleValidation.Measure(Bundle, [], []));

    /// <summary>Labels drawn from the softmax of the first point's logits at a temperature.</summary>
    private static int[] Labels(double temperature)
    {
        var (random, logits) = (new Random(7), new Engine(Bundle).Run(0, Pixels, Images));
        return
        [
            .. Enumerable
                .Range(0, Images)
                .Select(i =>
                {
                    var weights = logits.Skip(i * Classes).Take(Classes).Select(l => Math.Exp(l / temperature)).ToArray();
                    var (rest, label) = (random.NextDouble() * weights.Sum(), 0);
                    while (label < Classes - 1 && (rest -= weights[label]) > 0)
                        label++;
                    return label;
                }),
        ];
    }

    private static bool Right(float[] logits, int[] labels, int i)
    {
        var image = logits.AsSpan(i * Classes, Classes).ToArray();
        return Array.IndexOf(image, image.Max()) == labels[i];
    }
}
