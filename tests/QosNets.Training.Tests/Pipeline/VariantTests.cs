using QosNets.Bundles;
using QosNets.Runtime;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

[Collection(TorchCollection.Name)]
public sealed class VariantTests
{
    [Theory]
    [InlineData(nameof(RetrainingVariant.Joint))]
    [InlineData(nameof(RetrainingVariant.BatchNormOnly))]
    [InlineData(nameof(RetrainingVariant.RecalibrateOnly))]
    public void A_variant_changes_what_it_says_and_nothing_else(string variantName)
    {
        var variant = Enum.Parse<RetrainingVariant>(variantName);
        using var run = new SmallRun();
        var stages = run.Execute(
            Small.Experiment with
            {
                Retraining = Small.Experiment.Retraining with { Variant = variant },
            }
        ).Stages;
        var before = stages.Get<QuantizationStage>().Load().Parameters;
        var joint = stages.Get<JointStage>();
        var (after, curve) = (joint.Load(), joint.Curve());
        using var first = before;
        using var second = after;
        Assert.Equal(variant == RetrainingVariant.RecalibrateOnly ? 0 : 2, curve.Count);
        foreach (var layer in run.Network.Layers)
            Assert.Equal(
                variant != RetrainingVariant.Joint,
                before.Values($"{layer.Name}.weight").SequenceEqual(after.Values($"{layer.Name}.weight"))
            );
        foreach (var point in joint.Points)
        {
            Assert.NotEqual(before.Values("stem.bn.running_mean"), after.Values($"{point.Name}/stem.bn.running_mean"));
            Assert.Equal(
                variant == RetrainingVariant.RecalibrateOnly,
                before.Values("stem.bn.weight").SequenceEqual(after.Values($"{point.Name}/stem.bn.weight"))
            );
        }
    }

    [Theory]
    [InlineData("per-channel")]
    [InlineData("signed")]
    [InlineData("papers")]
    [InlineData("few images")]
    public void Other_ways_to_quantise_train_and_bundle(string way)
    {
        var e = Small.Experiment with
        {
            Augmentation = new AugmentationOptions { Flip = false, Crop = 0 },
        };
        e = e with { Baseline = e.Baseline with { Epochs = 6 } };
        e = way switch
        {
            "per-channel" => e with { Quantization = e.Quantization with { PerChannel = true } },
            "papers" => e with
            {
                Correction = false,
                Quantization = e.Quantization with { Ranges = RangeMethod.MinMax },
                Selection = e.Selection with
                {
                    Selector = "kmeans",
                    Errors = ErrorSource.Predicted,
                    Tolerances = ToleranceSource.NoiseSearch,
                },
            },
            "few images" => e with
            {
                Validation = 500,
                Profile = new ProfileOptions { Fields = 64, Images = 512 },
            },
            _ => e,
        };
        using var run = new SmallRun();
        var stages = run.Execute(e, signed: way == "signed").Stages;
        var bundle = Bundle.Load(stages.Get<BundleStage>().BundlePath);
        Assert.Equal(["save20", "save50"], bundle.Points.Select(p => p.Name));
        Assert.Equal(way == "signed", bundle.Library.Signed);
        for (var l = 0; l < run.Network.Layers.Count; l++)
            Assert.Equal(way == "per-channel" ? run.Network.Layers[l].Geometry.OutChannels : 1, bundle.Weights[l].Scales.Length);
        if (way == "papers")
            Assert.All(bundle.Points, p => Assert.All(p.Corrected, Assert.False));

        // The engine's bundle and the trainer's points classify alike, and learnt something where there was something to learn
        // from.
        var engine = new Engine(bundle);
        using var parameters = stages.Get<JointStage>().Load();
        var quantization = stages.Get<QuantizationStage>().Load().Quantization;
        foreach (var (p, tested) in stages.Get<EvaluationStage>().Load().Points.Index())
        {
            var result = Evaluation.Run(engine, p, run.Test.Pixels, run.Test.Labels);
            Assert.Equal(result.Top1Accuracy, tested.Accuracy.Top1);
            var emulation = new EmulatedLayers(
                run.Network,
                [.. bundle.Points[p].Assignment.Select(m => bundle.Library.Multipliers[m].Table)],
                bundle.Points[p].Corrected
            );
            var pass = new ForwardPass(run.Network, parameters)
            {
                Point = tested.Name,
                Quantization = quantization,
                Emulation = emulation,
            };
            Assert.InRange(Evaluator.Measure(pass, run.Test, default).Top1 - result.Top1Accuracy, -0.02, 0.02);
            if (way is "per-channel" or "signed")
                Assert.InRange(result.Top1Accuracy, 0.5, 1);
        }
    }

    [Theory]
    [InlineData("baseline")]
    [InlineData("quantization")]
    [InlineData("robustness")]
    [InlineData("retraining")]
    public void A_learning_rate_that_diverges_ends_the_run_with_one_line_that_says_so(string section)
    {
        const double Rate = 1e38;
        var e = section == "robustness" ? Small.WithNoiseSearch : Small.Experiment;
        e = section switch
        {
            "baseline" => e with { Baseline = e.Baseline with { LearningRate = Rate } },
            "quantization" => e with { Quantization = e.Quantization with { LearningRate = Rate } },
            "robustness" => e with { Robustness = e.Robustness with { LearningRate = Rate } },
            _ => e with { Retraining = e.Retraining with { LearningRate = Rate } },
        };
        using var run = new SmallRun();
        var error = Assert.Throws<ExperimentException>(() => run.Execute(e));
        Assert.Matches($"lower (\\[{section}\\] learning_rate|the learning_rate of this stage)", error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }
}
