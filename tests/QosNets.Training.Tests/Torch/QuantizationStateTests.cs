using QosNets.Archives;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class QuantizationStateTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_moves_ranges_until_they_freeze_and_validation_never_does(bool startsFrozen)
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        using var parameters = ParameterStore.Initialize(run.Network, 1);
        using var optimiser = new Sgd(parameters, 0.9, Sgd.Choose(parameters, 0, _ => true));
        var quantization = new QuantizationState(run.Network, run.Experiment.Quantization, run.Library.Signed);
        var task = new NetworkTask(
            new ForwardPass(run.Network, parameters) { Quantization = quantization },
            parameters,
            optimiser,
            startsFrozen ? 0.1 : 0.5,
            run.Data,
            default
        );

        Step(run, task, 0, 0);
        var first = Ranges(quantization);
        task.Validate();
        Assert.Equal(first, Ranges(quantization));
        Step(run, task, 1, 0.4);
        Assert.Equal(startsFrozen, first == Ranges(quantization));
        Step(run, task, 2, 0.6);
        var frozen = Ranges(quantization);
        Step(run, task, 3, 0.7);
        task.Validate();
        Assert.Equal(frozen, Ranges(quantization));
        Assert.True(quantization.Frozen);
    }

    [Fact]
    public void Frozen_weight_quantisers_stay_when_the_weights_move()
    {
        var set = Small.Images();
        var quantization = new QuantizationState(Small.Network(set), new QuantizationOptions(), signed: false);
        float[] weights = [-1, 0, 0.5f, 1];
        var fitted = quantization.Weights("stem", weights, 2);
        Assert.NotEqual(fitted.Scales, quantization.Weights("stem", [-9, 0, 0, 9], 2).Scales);
        var last = quantization.Weights("stem", weights, 2);
        quantization.Freeze();
        Assert.Equal(last.Scales, quantization.Weights("stem", [-9, 0, 0, 9], 2).Scales);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Quantised_weights_follow_the_weights_and_the_quantiser_frozen_or_not(bool signed, bool perChannel)
    {
        var quantization = new QuantizationState(
            Small.Network(Small.Images()),
            new QuantizationOptions { PerChannel = perChannel },
            signed
        );
        var random = new Random(4);
        float[] Weights() => [.. Enumerable.Range(0, 60).Select(_ => random.NextSingle() - 0.4f)];
        void Check(float[] weights)
        {
            var quantized = quantization.Quantized("stem", weights, 4);
            var expected = quantization.Weights("stem", weights, 4).Quantize(weights);
            Assert.Equal(expected.Values, quantized.Bytes);
            Assert.Equal(expected.Values.Select((b, i) => quantized.Quantizer!.Dequantize(b, i / 15)), quantized.Real);
        }
        var weights = Weights();
        Check(weights);
        Check(Weights());
        quantization.Freeze();
        Check(weights);
        Check(weights);
        weights[7] += 0.1f;
        Check(weights);
    }

    [Fact]
    public void The_first_observation_is_the_range_and_later_ones_move_it_by_the_averaging_weight()
    {
        var set = Small.Images();
        var options = new QuantizationOptions { Ranges = RangeMethod.MinMax };
        var quantization = new QuantizationState(Small.Network(set), options, signed: false) { Averaging = 0.25 };
        quantization.Observe("add", [-1, 0, 3], float.NegativeInfinity, float.PositiveInfinity);
        Assert.Equal(4.0 / 255, quantization.Quantizer("add").Scale, 1e-6);
        quantization.Observe("add", [-5, 0, 7], float.NegativeInfinity, float.PositiveInfinity);
        // −1 + (−5 + 1)/4 = −2 and 3 + (7 − 3)/4 = 4.
        Assert.Equal(6.0 / 255, quantization.Quantizer("add").Scale, 1e-6);
        Assert.Equal(85, quantization.Quantizer("add").ZeroPoint);
        // An activation that cuts at 0 and 6 is in front of the quantiser.
        quantization.Observe("alone.relu6", [-5, 0, 70], 0, 6);
        Assert.Equal(
            (6f / 255, 0),
            (quantization.Quantizer("alone.relu6").Scale, quantization.Quantizer("alone.relu6").ZeroPoint)
        );
    }

    [Fact]
    public void Clipped_ranges_are_narrower_than_those_of_the_smallest_and_largest_values()
    {
        var set = Small.Images();
        var network = Small.Network(set);
        var random = new Random(1);
        var values = Enumerable.Range(0, 8000).Select(_ => (float)Normal(random)).ToArray();
        values[17] = 50;
        values[4711] = -50;
        (float Activation, float Weight) Scales(RangeMethod ranges)
        {
            var state = new QuantizationState(
                network,
                new QuantizationOptions
                {
                    Ranges = ranges,
                    WeightClip = 2.5,
                    ActivationPercentile = 99.9,
                },
                signed: false
            );
            state.Observe("add", values, float.NegativeInfinity, float.PositiveInfinity);
            return (state.Quantizer("add").Scale, state.Weights("stem", values, 8).Scales[0]);
        }
        var (wide, narrow) = (Scales(RangeMethod.MinMax), Scales(RangeMethod.Clipped));
        Assert.Equal(100f / 255, wide.Activation, 1e-4f);
        Assert.Equal(100f / 255, wide.Weight, 1e-4f);
        // The 99.9th percentile of a normal distribution is 3.09 deviations.
        Assert.InRange(narrow.Activation, 2 * 2.7f / 255, 2 * 3.5f / 255);
        var deviation = Math.Sqrt(values.Average(v => (double)v * v));
        Assert.Equal(5 * deviation / 255, narrow.Weight, 1e-4);
    }

    [Fact]
    public void Values_that_are_no_longer_finite_are_refused_frozen_or_not()
    {
        var set = Small.Images();
        foreach (var bad in (float[])[float.NaN, float.PositiveInfinity])
        {
            var quantization = new QuantizationState(
                Small.Network(set),
                new QuantizationOptions { Ranges = RangeMethod.MinMax },
                signed: false
            );
            float[] values = [.. Enumerable.Repeat(0.5f, 20)];
            values[13] = bad;
            var e = Assert.Throws<ExperimentException>(() => quantization.Weights("stem", values, 2));
            Assert.Contains("stem", e.Message);
            Assert.DoesNotContain('\n', e.Message);
            Assert.Throws<ExperimentException>(() =>
                quantization.Observe("add", values, float.NegativeInfinity, float.PositiveInfinity)
            );
            // Frozen scales would turn what is no number into a byte.
            quantization.Weights("stem", [1, 2], 2);
            quantization.Freeze();
            Assert.Throws<ExperimentException>(() => quantization.Weights("stem", values, 2));
        }
    }

    private static void Step(RunContext run, NetworkTask task, int batch, double progress)
    {
        using var scope = NewDisposeScope();
        var (x, y) = TrainingData.PlainBatch(run.Set.Train, [.. Enumerable.Range(32 * batch, 32)]);
        task.Step(x, y, 0.05, progress);
    }

    private static string Ranges(QuantizationState quantization)
    {
        var archive = new ArchiveWriter("test", 1);
        quantization.Save(archive);
        using var json = System.Text.Json.JsonDocument.Parse(
            ArchiveReader.Read(archive.ToArray(), "test", "test", 1).ReadText("quantization.json")
        );
        return json.RootElement.GetProperty("ranges").GetRawText();
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
