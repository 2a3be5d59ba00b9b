using QosNets.Data;
using QosNets.Networks;
using QosNets.Tests.Runtime;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class StatisticsEstimatorTests
{
    [Fact]
    public void Statistics_are_the_averages_of_the_batches_means_and_variances()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var set = Small.Images(train: 700);
        var run = Small.Run(Small.Network(set), set);
        using var parameters = Small.Quantized(run).Parameters;
        var indices = run.Data.Sample("test", run.Experiment.Seed, 600);
        new StatisticsEstimator(run.Network, parameters, set.Train, indices).Reestimate(
            new ForwardPass(run.Network, parameters),
            shiftBiases: true,
            default
        );

        // Whole batches of 256 count; the 88 images that are left do not.
        var outputs = indices[..512]
            .Chunk(256)
            .Select(batch =>
            {
                var x = TrainingData.PlainBatch(set.Train, batch).Images;
                x = (x - tensor(set.Mean).view(1, -1, 1, 1)) / tensor(set.Std).view(1, -1, 1, 1);
                return F.conv2d(x, parameters["stem.weight"], padding: [1, 1]).permute(1, 0, 2, 3).flatten(1);
            })
            .ToList();
        AssertClose(Average([.. outputs.Select(y => y.mean([1]))]), parameters.Values("stem.bn.running_mean"));
        AssertClose(Average([.. outputs.Select(y => y.@var(1))]), parameters.Values("stem.bn.running_var"));
    }

    [Fact]
    public void Estimation_changes_the_own_statistics_of_its_point_only_and_no_weight()
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        parameters.AddPoint(run.Network, "a");
        parameters.AddPoint(run.Network, "b");
        using var before = parameters.Clone();
        var pass = Small.Plan(run, "a", "mul8u_DM1").Pass(run, parameters, quantization);
        new StatisticsEstimator(run.Network, parameters, set.Train, run.Data.Sample("test", run.Experiment.Seed, 256)).Reestimate(
            pass,
            shiftBiases: false,
            default
        );
        var changed = parameters.Names.Where(n => !before.Values(n).SequenceEqual(parameters.Values(n)));
        Assert.Equal(
            ["a/depthwise.bn.running_mean", "a/depthwise.bn.running_var", "a/stem.bn.running_mean", "a/stem.bn.running_var"],
            changed
        );
        Assert.Equal(0.1, pass.StatisticsMomentum);
    }

    [Fact]
    public void The_mean_error_of_a_layer_without_batch_normalisation_moves_into_its_bias()
    {
        var set = Small.Images(channels: 1, size: 16);
        var network = BuiltInNetworks.Create("lenet5", new Shape(1, 16, 16), 4, set.Mean, set.Std);
        var run = Small.Run(network, set, Small.Experiment with { Correction = false });
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        parameters.AddPoint(network, "point");
        var indices = run.Data.Sample("test", run.Experiment.Seed, 256);
        var plan = Small.Plan(run, "point", "mul8u_JQQ");
        new StatisticsEstimator(network, parameters, set.Train, indices).Reestimate(
            plan.Pass(run, parameters, quantization),
            shiftBiases: true,
            default
        );

        var g = network.Layers[0].Geometry;
        var input = quantization.Quantizer("normalize");
        var weights = quantization
            .Weights("conv1", parameters.Values("conv1.weight"), 6)
            .Quantize(parameters.Values("conv1.weight"));
        var bytes = InputBytes(set, indices, v => input.Quantize(v));
        long[] Accumulators(int multiplier) =>
            LiteralLayer.Accumulate(
                g,
                indices.Length,
                bytes,
                weights.Values,
                weights.ZeroPoint,
                input.ZeroPoint,
                run.Library.Multipliers[multiplier].Table,
                correct: false
            );
        var errors = Accumulators(plan.Assignment[0]).Zip(Accumulators(run.Library.ExactIndex), (a, e) => a - e).ToArray();
        var shifts = parameters
            .Values("conv1.bias")
            .Zip(parameters.Values("point/conv1.bias"), (shared, own) => shared - own)
            .ToArray();
        for (var c = 0; c < 6; c++)
        {
            var mean = errors.Where((_, i) => i / g.Positions % 6 == c).Average() * weights.Scales[0] * input.Scale;
            Assert.True(Math.Abs(mean) > 1e-3, "a multiplier without mean error would show nothing");
            Assert.Equal(mean, shifts[c], 1e-4 + 1e-3 * Math.Abs(mean));
        }
    }

    private static byte[] InputBytes(DataSet set, int[] indices, Func<float, byte> quantize) =>
        [
            .. indices
                .SelectMany(i => set.Train.Pixels.Skip(i * set.Train.ImageSize).Take(set.Train.ImageSize))
                .Select(p => quantize((p / 255f - set.Mean[0]) / set.Std[0])),
        ];

    private static float[] Average(Tensor[] values) => Small.Values(stack(values).mean([0]));

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f + 1e-4f * Math.Abs(expected[i]));
    }
}
