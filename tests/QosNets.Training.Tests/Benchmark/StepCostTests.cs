using QosNets.Training.Benchmark;
using QosNets.Training.Tests.Torch;
using Xunit;

namespace QosNets.Training.Tests.Benchmark;

[Collection(TorchCollection.Name)]
public sealed class StepCostTests
{
    private static readonly Data.DataSet Set = Small.Images();
    private static readonly Networks.Network Network = Small.Network(Set);
    private static readonly int Exact = Small.Unsigned.ExactIndex;
    private static readonly int Other = Small.Unsigned.IndexOf("mul8u_NGR");

    private static StepCostOptions Options =>
        new()
        {
            Network = Network,
            Library = Small.Unsigned,
            Points = [new TimedPoint("a", [Exact, Other, Other, Exact]), new TimedPoint("b", [Exact, Other, Exact, Other])],
            Batch = 16,
            Threads = 1,
            Rounds = 2,
            WarmUp = 0,
        };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_measurement_times_both_steps_and_every_multiplier_of_every_layer(bool ownImages)
    {
        var result = StepCost.Measure(Options with { Images = ownImages ? Set.Train : null });
        Assert.Equal((1, 16), (result.Threads, result.Batch));
        Assert.All(
            (double[])[result.ObservingSeconds, result.QuantizedSeconds, result.JointSeconds],
            s => Assert.InRange(s, 1e-6, 60)
        );
        Assert.Equal(result.JointSeconds / result.QuantizedSeconds, result.Ratio);
        Assert.Equal(
            [
                "stem mul8u_1JFF",
                "depthwise mul8u_NGR",
                "alone mul8u_NGR",
                "alone mul8u_1JFF",
                "classifier mul8u_1JFF",
                "classifier mul8u_NGR",
            ],
            result.Layers.Select(l => $"{l.Layer} {l.Multiplier}")
        );
        Assert.All(result.Layers, l => Assert.True(l.ExactSeconds > 0 && l.EmulatedSeconds > 0 && l.Multiplications > 0));
        Assert.Equal(16 * Network.Layers[0].Geometry.Multiplications, result.Layers[0].Multiplications);
    }

    [Fact]
    public void What_does_not_fit_the_network_is_refused_by_name()
    {
        void Refused(StepCostOptions options, string part) =>
            Assert.Contains(part, Assert.Throws<ArgumentException>(() => StepCost.Measure(options)).Message);
        Refused(Options with { Points = [] }, "at least one operating point");
        Refused(Options with { Points = [new TimedPoint("a", [Exact])] }, "1 multipliers");
        Refused(Options with { Points = [new TimedPoint("a", [Exact, Exact, Exact, 999])] }, "outside 0..");
        Refused(Options with { Rounds = 0 }, "rounds 0");
        Refused(Options with { Images = Set.Train, Batch = 513 }, "at least 513");
        Assert.Throws<OperationCanceledException>(() => StepCost.Measure(Options, cancel: new CancellationToken(canceled: true)));
    }
}
