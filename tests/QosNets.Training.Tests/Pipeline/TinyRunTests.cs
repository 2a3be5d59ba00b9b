using QosNets.Bundles;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Reporting.Results;
using QosNets.Runtime;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Runs;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;
using Accuracy = QosNets.Reporting.Results.Accuracy;

namespace QosNets.Training.Tests.Pipeline;

[Collection(TorchCollection.Name)]
public sealed class TinyRunTests : IDisposable
{
    private static readonly Experiment Tiny = new()
    {
        Name = "tiny",
        Network = "lenet5",
        Threads = 2,
        N = 3,
        TargetSavings = [0.3, 0.6],
        Validation = 500,
        Baseline = new TrainingOptions
        {
            Epochs = 2,
            ImagesPerEpoch = 1500,
            Batch = 32,
            LearningRate = 0.05,
            Warmup = 0.2,
        },
        Quantization = new QuantizationOptions
        {
            Epochs = 1,
            ImagesPerEpoch = 750,
            Batch = 32,
            LearningRate = 0.01,
        },
        Robustness = new RobustnessOptions
        {
            Epochs = 1,
            ImagesPerEpoch = 500,
            Batch = 32,
            LearningRate = 0.01,
        },
        Profile = new ProfileOptions { Fields = 64, Images = 64 },
        Sensitivity = new SensitivityOptions { Images = 256 },
        Refinement = new RefinementOptions { Measurements = 10, Images = 250 },
        Retraining = new RetrainingOptions
        {
            Epochs = 1,
            ImagesPerEpoch = 500,
            Batch = 64,
            LearningRate = 0.005,
            RecalibrationImages = 256,
        },
        Report = new ReportOptions { SweepPoints = 2 },
    };

    private static readonly Lazy<MultiplierLibrary> Shipped = new(() =>
        MultiplierLibrary.Load(DataFolder.File(DataFolder.UnsignedMultipliers))
    );

    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_run_goes_from_images_to_bundle_results_and_report()
    {
        var outcome = RunPipeline.Execute(Tiny, folder, new SilentProgress());
        var results = ResultsJson.Read(Path.Combine(folder, "results.json"));
        Assert.Equal(ResultsJson.ToJson(outcome.Results), ResultsJson.ToJson(results));
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(outcome.ReportPath), StringComparison.OrdinalIgnoreCase);
        Assert.True(File.Exists(Path.Combine(folder, "experiment.toml")));

        Assert.Equal(10_000, results.TestImages);
        Assert.All((Accuracy[])[results.Float, results.Qat, results.Exact], a => Assert.InRange(a.Top1, 0.4, a.Top5));
        Assert.All((Accuracy[])[results.Float, results.Qat, results.Exact], a => Assert.InRange(a.Top5, a.Top1, 1));
        Assert.Equal(["save30", "save60"], results.OperatingPoints.Select(p => p.Name));
        Assert.InRange(results.Multipliers.Count, 1, 3);
        Assert.Equal(
            results.Multipliers.Order(),
            results.OperatingPoints.SelectMany(p => p.Assignment.Values).Distinct().Order()
        );

        var network = BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, [0.5f], [0.5f]);
        foreach (var (point, target) in results.OperatingPoints.Zip(Tiny.TargetSavings))
        {
            Assert.InRange(point.Top1, 0.2, point.Top5);
            Assert.InRange(point.Top5, 0.2, 1);
            Assert.Equal(results.Exact.Top1 - point.Top1, point.Loss, 1e-9);
            Assert.InRange(point.Loss, point.LossInterval.Low, point.LossInterval.High);
            Assert.InRange(point.Saving, target, 1);
            Assert.Equal(1, point.Saving + point.RelativePower, 1e-12);
            // Σ c·P(AM) / (P(exact)·Σ c), relative to the exact multiplier even where no layer uses it.
            double used = 0,
                all = 0;
            foreach (var layer in network.Layers)
            {
                used += layer.Geometry.Multiplications * Power(point.Assignment[layer.Name]);
                all += layer.Geometry.Multiplications * Power("mul8u_1JFF");
            }
            Assert.Equal(used / all, point.RelativePower, 1e-9);
        }

        var engine = new Engine(Bundle.Load(outcome.BundlePath));
        Assert.All(engine.Points, p => Assert.InRange(p.ValidationTop1!.Value, 0, 1));
        var test = DataSets.Open("fashion-mnist", null, folder).Test;
        TrainerAgrees(engine, network, test);
        var evaluated = Evaluation.Run(engine, engine.Bundle.IndexOf("save60"), test.Pixels, test.Labels);
        Assert.Equal(results.OperatingPoints[1].Top1, evaluated.Top1Accuracy, 1e-12);
    }

    [Fact]
    public void An_experiment_that_does_not_fit_its_data_or_library_is_refused_before_anything_runs()
    {
        var progress = new SilentProgress();
        var e = Assert.Throws<ExperimentException>(() => RunPipeline.Execute(Tiny with { N = 251 }, folder, progress));
        Assert.Contains("250 multipliers", e.Message);
        e = Assert.Throws<ExperimentException>(() => RunPipeline.Execute(Tiny with { Validation = 60_000 }, folder, progress));
        Assert.Contains("60000 training images", e.Message);
        Assert.Empty(progress.Ran);
    }

    private void TrainerAgrees(Engine engine, Network network, ImageSet test)
    {
        using var parameters = new ParameterStore();
        StateFile.Load(Path.Combine(folder, "retraining", "state.npz"), parameters);
        var quantization = new QuantizationState(network, Tiny.Quantization, signed: false);
        using var unused = new ParameterStore();
        StateFile.Load(Path.Combine(folder, "quantization", "state.npz"), unused, quantization);
        foreach (var point in engine.Points)
        {
            var tables = point.Assignment.Select(m => engine.Bundle.Library.Multipliers[m].Table);
            var pass = new ForwardPass(engine.Bundle.Network, parameters)
            {
                Point = point.Name,
                Quantization = quantization,
                Emulation = new EmulatedLayers(network, [.. tables], point.Corrected),
            };
            var agreement = Agreement.Measure(pass, engine, test, 1000);
            Assert.True(agreement.Equal >= 0.9 && agreement.OtherTop1 <= 2, $"{point.Name}: {agreement}");
        }
    }

    private static double Power(string multiplier) => Shipped.Value.Multipliers[Shipped.Value.IndexOf(multiplier)].PowerMilliwatt;
}
