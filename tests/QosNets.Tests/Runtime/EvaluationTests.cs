using QosNets.Runtime;
using Xunit;

namespace QosNets.Tests.Runtime;

public class EvaluationTests
{
    [Fact]
    public void Top_1_and_top_5_agree_with_sorted_logits()
    {
        var engine = new Engine(RandomBundles.Make(EngineTests.Build("odd"), seed: 30));
        var random = new Random(1);
        var image = engine.Bundle.Network.Input.Shape.Length;
        const int Images = 150;
        var pixels = RandomTables.Bytes(random, Images * image);
        var labels = Enumerable.Range(0, Images).Select(_ => random.Next(9)).ToArray();
        var done = new List<int>();
        var result = Evaluation.Run(engine, 2, pixels, labels, done.Add);

        for (var i = 0; i < Images; i++)
        {
            var logits = engine.Run(2, pixels.AsSpan(i * image, image), 1);
            var order = Enumerable.Range(0, 9).OrderByDescending(c => logits[c]).ThenBy(c => c).ToList();
            Assert.Equal(order.IndexOf(labels[i]) == 0, result.Top1[i]);
            Assert.Equal(order.IndexOf(labels[i]) < 5, result.Top5[i]);
        }
        Assert.Equal(result.Top1.Count(c => c) / 150.0, result.Top1Accuracy);
        Assert.InRange(result.Top5Accuracy, 0.3, 0.8);
        Assert.Equal([128, 150], done);
    }

    [Fact]
    public void Labels_outside_the_classes_and_missing_pixels_are_refused()
    {
        var engine = new Engine(RandomBundles.Make(EngineTests.Build("bytes"), seed: 1));
        Assert.Throws<ArgumentException>(() => Evaluation.Run(engine, 0, new byte[108], [16]));
        Assert.Throws<ArgumentException>(() => Evaluation.Run(engine, 0, new byte[108], [0, 1]));
    }

    [Fact]
    public void A_paired_interval_is_that_of_the_mean_difference()
    {
        bool[] reference = [true, true, true, true, false, false, true, true, false, true];
        bool[] candidate = [true, false, true, false, true, false, true, false, false, true];
        double[] d = [0, 1, 0, 1, -1, 0, 0, 1, 0, 0];
        var mean = d.Average();
        var deviation = Math.Sqrt(d.Sum(x => (x - mean) * (x - mean)) / (d.Length - 1));
        var interval = PairedInterval.Loss(reference, candidate);
        Assert.Equal(0.2, interval.Mean, 12);
        Assert.Equal(mean - 1.959963984540054 * deviation / Math.Sqrt(10), interval.Low, 12);
        Assert.Equal(mean + 1.959963984540054 * deviation / Math.Sqrt(10), interval.High, 12);
    }

    [Fact]
    public void Equal_results_lose_nothing_with_certainty()
    {
        bool[] same = [true, false, true];
        Assert.Equal(new PairedInterval(0, 0, 0), PairedInterval.Loss(same, same));
        Assert.Throws<ArgumentException>(() => PairedInterval.Loss([true], [true]));
        Assert.Throws<ArgumentException>(() => PairedInterval.Loss(same, [true]));
    }
}
