using QosNets.Archives;
using QosNets.Data;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Quantization;
using QosNets.Runtime;
using QosNets.Selection;
using QosNets.Tests.Runtime;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Stages;

/// <summary>
/// Mistakes seen in published code, one test each. A sixth, saving relative to the best surviving multiplier instead of
/// the exact one, is SelectionProblemTests.Saving_is_one_minus_power_relative_to_the_exact_multiplier_even_when_it_is_not_chosen,
/// and a whole run's figures are recomputed in TinyRunTests.
/// </summary>
[Collection(TorchCollection.Name)]
public sealed class PublishedMistakesTests
{
    [Fact]
    public void The_sign_of_the_activation_zero_point_is_right_when_it_is_not_zero()
    {
        using var scope = NewDisposeScope();
        var set = Small.Images();
        var network = Small.Network(set);
        var layers = new EmulatedLayers(
            network,
            [.. network.Layers.Select(_ => TruthTable.Exact(signed: false))],
            new bool[network.Layers.Count]
        );
        var (input, weights) = (new AffineQuantizer(0.02f, 77), new WeightQuantizer([0.01f], 140, Signed: false));
        var random = new Random(1);
        var g = network.Layers[0].Geometry;
        var (x, w) = (Small.Bytes(random, 2 * g.InputLength), Small.Bytes(random, g.OutChannels * g.FanIn));
        var y = new float[2 * g.OutputLength];
        layers.Compute(0, w, weights, input, 2, x, y);
        var real = F.conv2d(
            tensor(x.Select(input.Dequantize).ToArray()).view(2, g.InChannels, g.InHeight, g.InWidth),
            tensor(w.Select(b => weights.Dequantize(b, 0)).ToArray()).view(g.OutChannels, g.InChannels, 3, 3),
            padding: [1, 1]
        );
        var expected = Small.Values(real);
        for (var i = 0; i < y.Length; i++)
            Assert.Equal(expected[i], y[i], 1e-3f);
    }

    [Fact]
    public void The_own_batch_norms_of_all_points_are_trained_and_saved_and_restored()
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        PointPlan[] plans =
        [
            Small.Plan(run, "0", "mul8u_1JFF"),
            Small.Plan(run, "1", "mul8u_2AC"),
            Small.Plan(run, "2", "mul8u_DM1"),
        ];
        foreach (var plan in plans)
            parameters.AddPoint(run.Network, plan.Name);
        using var before = parameters.Clone();
        var trained = RetrainingStage.TrainedBy(parameters, plans, 1e-4, ownOnly: false);
        using var optimiser = new Sgd(parameters, 0.9, trained);
        var task = new PointsTask(
            [.. plans.Select(p => p.Pass(run, parameters, quantization))],
            parameters,
            optimiser,
            run.Data,
            default
        );
        using (NewDisposeScope())
        {
            var (x, y) = TrainingData.PlainBatch(set.Train, [.. Enumerable.Range(0, 64)]);
            task.Step(x, y, 0.1, 0);
        }

        string[] scales = ["alone.scale", "alone.bias", "classifier.scale", "classifier.bias"];
        string[] norms =
        [
            .. ((string[])["stem.bn", "depthwise.bn"]).SelectMany(n =>
                (string[])[$"{n}.weight", $"{n}.bias", $"{n}.running_mean", $"{n}.running_var"]
            ),
        ];
        foreach (var plan in plans)
        {
            foreach (var name in scales.Concat(norms).Select(n => $"{plan.Name}/{n}"))
            {
                Assert.False(before.Values(name).SequenceEqual(parameters.Values(name)), $"{name} did not move");
                Assert.Equal(!name.Contains("running", StringComparison.Ordinal), trained.Any(t => t.Name == name));
            }
        }
        Assert.NotEqual(parameters.Values("0/stem.bn.weight"), parameters.Values("1/stem.bn.weight"));
        Assert.NotEqual(parameters.Values("1/stem.bn.weight"), parameters.Values("2/stem.bn.weight"));

        var archive = new ArchiveWriter("test", 1);
        foreach (var part in task.State)
            part.Save(archive);
        // As a resumed run does: from the parameters before training, with a new optimiser.
        using var momentum = new Sgd(before, 0.9, RetrainingStage.TrainedBy(before, plans, 1e-4, ownOnly: false));
        var reader = ArchiveReader.Read(archive.ToArray(), "test", "test", 1);
        before.Load(reader);
        momentum.Load(reader);
        Assert.Equal(parameters.Names, before.Names);
        Assert.All(parameters.Names, n => Assert.Equal(parameters.Values(n), before.Values(n)));
        Assert.All(parameters.Names, n => Assert.Equal(parameters[n].requires_grad, before[n].requires_grad));
        var again = new ArchiveWriter("test", 1);
        before.Save(again);
        momentum.Save(again);
        Assert.Equal(archive.ToArray(), again.ToArray());
    }

    [Fact]
    public void Unsigned_operands_are_not_binned_as_signed()
    {
        // The multiplier errs for large activations only: read as signed, they would be negative and none of its rows.
        var products = TruthTable.Exact(signed: false).Products.ToArray();
        for (var i = 200 << 8; i < products.Length; i++)
            products[i] -= i & 127;
        var table = new TruthTable(products, signed: false);
        var g = ConvolutionGeometry.Linear(16, 4);
        var random = new Random(1);
        var sampler = new FieldSampler([g], new ProfileOptions { Fields = 64, Images = 8 }, seed: 1);
        sampler.BeginBatch(8);
        byte[] input = [.. Enumerable.Range(0, 8 * 16).Select(_ => (byte)random.Next(200, 256))];
        sampler.Take(0, input, 8);
        var (samples, groups, histogram) = sampler.Of(0, padding: 0);
        Assert.Equal(64 * 16, histogram[200..].Sum());
        var profile = new LayerProfile("layer", g, Small.Bytes(random, 64), 128, 0, samples, groups, histogram, 1, 1);
        var predicted = ErrorPrediction.Predict([profile], [new Multiplier("m", table, 1)], corrected: false);
        Assert.True(predicted[0, 0] > 10, $"the predicted deviation is {predicted[0, 0]}");
    }

    [Fact]
    public void Accumulators_are_exact_past_two_to_the_24()
    {
        const int FanIn = 900;
        var random = new Random(1);
        byte[] x = [.. Enumerable.Range(0, FanIn).Select(_ => (byte)random.Next(230, 256))];
        byte[] w = [.. Enumerable.Range(0, FanIn).Select(_ => (byte)random.Next(230, 256))];
        var table = Small.Unsigned.Multipliers[Small.Unsigned.IndexOf("mul8u_125K")].Table;
        var g = ConvolutionGeometry.Linear(FanIn, 1);
        var accumulator = new int[1];
        ApproximateLayer.Compile("layer", g, w, 3, 5, table, correct: false).Accumulate(1, x, accumulator);
        var exact = LiteralLayer.Accumulate(g, 1, x, w, 3, 5, table, correct: false)[0];
        var inFloat = x.Zip(w).Aggregate(0f, (sum, p) => sum + (table[p.First, p.Second] - 3 * p.First - 5 * p.Second + 15));
        Assert.True(exact > 1 << 24);
        Assert.NotEqual(exact, (long)inFloat);
        Assert.Equal(exact, accumulator[0]);
    }

    [Fact]
    public void Validation_images_are_never_augmented()
    {
        var set = Small.Images();
        var data = new TrainingData(set.Train, 64, seed: 1, new Augmentation(Flip: true, CropPadding: 2, set.Mean));
        Assert.False(data.Validation.MayBeAugmented);
        Assert.Throws<InvalidOperationException>(() =>
            Batches.Fill(data.Validation, [0], new float[set.Train.ImageSize], new Augmentation(true, 2, set.Mean), 1)
        );
        // The held out images are those of the set, none of them trained on, pixel by pixel.
        var heldOut = Enumerable.Range(0, set.Train.Count).Except(data.Train).ToArray();
        Assert.Equal(64, heldOut.Length);
        Assert.Equal(
            heldOut.SelectMany(i => set.Train.Pixels.Skip(i * set.Train.ImageSize).Take(set.Train.ImageSize)),
            data.Validation.Pixels
        );
        using var scope = NewDisposeScope();
        var plain = Small.Values(TrainingData.PlainBatch(data.Validation, [3, 5]).Images);
        Assert.Equal(
            data.Validation.Pixels.Skip(3 * set.Train.ImageSize).Take(set.Train.ImageSize).Select(p => p / 255f),
            plain[..set.Train.ImageSize]
        );
        // While training images do change.
        Assert.NotEqual(
            Small.Values(data.TrainingBatch([0, 1, 2], 1).Images),
            Small.Values(data.TrainingBatch([0, 1, 2], 2).Images)
        );
    }
}
