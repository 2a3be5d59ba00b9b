using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using Xunit;

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
    [InlineData("lenet5", 1, 28, 0)]
    [InlineData("resnet8", 3, 16, 2)]
    [InlineData("mobilenetv2", 3, 16, 30)]
    public void Trainer_and_engine_agree_on_networks_with_several_multipliers(string name, int channels, int size, int otherTop1)
    {
        var set = Small.Images(512, Images, channels, size, classes: 10);
        var network = BuiltInNetworks.Create(
            name,
            new Shape(channels, size, size),
            10,
            set.Mean,
            set.Std,
            name == "mobilenetv2" ? 0.25 : 1
        );
        var run = Small.Run(network, set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        PointPlan[] plans =
        [
            PointPlan.Exact(run.Network, run.Library),
            Small.Plan(run, "mild", "mul8u_2P7", "mul8u_KEM", "mul8u_14VP"),
            Small.Plan(run, "mixed", "mul8u_2AC", "mul8u_1JFF", "mul8u_DM1", "mul8u_NGR"),
        ];
        foreach (var plan in plans)
        {
            parameters.AddPoint(network, plan.Name);
            new StatisticsEstimator(
                network,
                parameters,
                set.Train,
                run.Data.Sample("statistics", run.Experiment.Seed, 256)
            ).Reestimate(plan.Pass(run, parameters, quantization), shiftBiases: true, default);
        }
        byte[] moved = [.. set.Test.Pixels];
        for (var i = 0; i < Images; i++)
        {
            var at = i * set.Test.ImageSize + i % set.Test.ImageSize;
            moved[at] = (byte)(moved[at] == 255 ? 254 : moved[at] + 1);
        }
        var engine = new Engine(Small.Bundle(run, parameters, quantization, plans));
        foreach (var plan in plans)
        {
            var agreement = Agreement.Measure(plan.Pass(run, parameters, quantization), engine, set.Test, Images);
            Assert.True(agreement.Equal >= 0.9 && agreement.OtherTop1 <= otherTop1, $"{name} {plan.Name}: {agreement}");
            // One grey level of one pixel is the least that an input can differ by; rounding must matter far less.
            var pixel = Agreement.Between(
                engine.Run(plan.Name, set.Test.Pixels, Images),
                engine.Run(plan.Name, moved, Images),
                10
            );
            Assert.True(agreement.Mean < 0.1 * pixel.Mean, $"{name} {plan.Name}: {agreement}; one pixel changed: {pixel}");
        }
        // Points that agree with each other could be the same point.
        Assert.NotEqual(engine.Run("exact", set.Test.Pixels, Images), engine.Run("mixed", set.Test.Pixels, Images));
    }
}
