using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

/// <summary>
/// The trainer's logits against the engine's on whole networks; docs/engine-agreement.md explains why they are not equal to
/// the bit and gives the figures behind the limits here.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class EngineAgreementTests
{
    private const int Images = 1000;

    [Theory]
    [InlineData("lenet5", 1, 28)]
    [InlineData("resnet8", 3, 16)]
    [InlineData("mobilenetv2", 3, 16)]
    public void Trainer_and_engine_agree_on_networks_with_several_multipliers(string name, int channels, int size)
    {
        var set = Small.Images(512, Images, channels, size, classes: 10);
        var network = BuiltInNetworks.Create(name, new Shape(channels, size, size), 10, set.Mean, set.Std, name == "mobilenetv2" ? 0.25 : 1);
        var run = Small.Run(network, set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        PointPlan[] plans =
        [
            PointPlan.Exact(run),
            Small.Plan(run, "mild", "mul8u_2P7", "mul8u_KEM", "mul8u_14VP"),
            Small.Plan(run, "mixed", "mul8u_2AC", "mul8u_1JFF", "mul8u_DM1", "mul8u_NGR"),
        ];
        foreach (var plan in plans)
        {
            parameters.AddPoint(network, plan.Name);
            new StatisticsEstimator(network, parameters, set.Train, run.Sample("statistics", 256))
                .Reestimate(plan.Pass(run, parameters, quantization), shiftBiases: true, default);
        }
        var engine = new Engine(BundleStage.Make(run, parameters, quantization, plans));
        foreach (var plan in plans)
        {
            var expected = engine.Run(plan.Name, set.Test.Pixels, Images);
            var actual = TrainersLogits(plan.Pass(run, parameters, quantization), set.Test);
            var mean = expected.Average();
            var deviation = Math.Sqrt(expected.Average(v => (v - mean) * (v - mean)));
            var differences = expected.Zip(actual, (e, a) => Math.Abs(e - a) / deviation).Chunk(10).Select(d => d.Max()).ToArray();
            var equal = differences.Count(d => d < 1e-4) / (double)Images;
            var other = expected.Chunk(10).Zip(actual.Chunk(10)).Count(p => Best(p.First) != Best(p.Second));
            TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
                $"{name} {plan.Name}: equal {equal:P1}, mean difference {differences.Average():0.00000}, largest {differences.Max():0.000}, other top-1 {other}"));
            Assert.True(equal >= 0.9, $"{plan.Name}: the logits agree on only {equal:P1} of the images");
            Assert.True(other <= 15, $"{plan.Name}: top-1 differs on {other} of {Images} images");
        }
        // Points that agree with each other could be the same point.
        Assert.NotEqual(engine.Run("exact", set.Test.Pixels, Images), engine.Run("mixed", set.Test.Pixels, Images));
    }

    private static float[] TrainersLogits(ForwardPass pass, Data.ImageSet images)
    {
        using var off = no_grad();
        var logits = new List<float>();
        foreach (var batch in Enumerable.Range(0, images.Count).Chunk(250))
        {
            using var scope = NewDisposeScope();
            logits.AddRange(Small.Values(pass.Run(TrainingData.PlainBatch(images, batch).Images)));
        }
        return [.. logits];
    }

    private static int Best(float[] logits) => Array.IndexOf(logits, logits.Max());
}
