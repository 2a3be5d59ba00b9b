using QosNets.Bundles;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

/// <summary>Networks, images and runs that take milliseconds.</summary>
internal static class Small
{
    public static MultiplierLibrary Unsigned { get; } = MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8u.npz"));

    public static MultiplierLibrary Signed { get; } = MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8s.npz"));

    /// <summary>Images of one pattern per class under noise: a network learns them in a few steps.</summary>
    public static DataSet Images(int train = 512, int test = 200, int channels = 2, int size = 8, int classes = 4, int seed = 1)
    {
        var random = new Random(seed);
        var patterns = Enumerable.Range(0, classes).Select(_ => Bytes(random, channels * size * size)).ToArray();
        ImageSet Make(int count, bool training)
        {
            var labels = Enumerable.Range(0, count).Select(i => i % classes).ToArray();
            var pixels = labels
                .SelectMany(l => patterns[l].Select(p => (byte)Math.Clamp(p / 2 + random.Next(-40, 150), 0, 255)))
                .ToArray();
            return new ImageSet(pixels, labels, channels, size, size, training);
        }
        return DataSet.Create(
            "small",
            Make(train, true),
            Make(test, false),
            [.. Enumerable.Range(0, classes).Select(c => $"class {c}")]
        );
    }

    /// <summary>
    /// A network with every kind of layer: batch normalisation and none, depthwise, a residual sum whose branch is not cut
    /// at 0 (so that zero points are inside the range), a shortcut, max pooling, average pooling.
    /// </summary>
    public static Network Network(DataSet set)
    {
        var (channels, size) = (set.Train.Channels, set.Train.Height);
        return new Network(
            "small",
            [
                new InputNode("input", new Shape(channels, size, size)),
                new NormalizeNode("normalize", "input", set.Mean, set.Std),
                new Conv2dNode("stem", "normalize", channels, 8, 3, 1, 1, 1, Bias: false),
                new BatchNormNode("stem.bn", "stem", 8),
                new ActivationNode("stem.relu", "stem.bn", ActivationKind.Relu),
                new Conv2dNode("depthwise", "stem.relu", 8, 8, 3, 2, 1, 8, Bias: false),
                new BatchNormNode("depthwise.bn", "depthwise", 8),
                new ShortcutNode("shortcut", "stem.relu", 8, 2),
                new AddNode("add", "depthwise.bn", "shortcut"),
                new Conv2dNode("alone", "add", 8, 12, 3, 1, 1, 1, Bias: true),
                new ActivationNode("alone.relu6", "alone", ActivationKind.Relu6),
                new MaxPoolNode("max", "alone.relu6", 2, 2),
                new GlobalAveragePoolNode("pool", "max"),
                new LinearNode("classifier", "pool", 12, set.ClassNames.Count, Bias: true),
            ]
        );
    }

    /// <summary>An experiment whose whole run takes a second or two.</summary>
    public static Experiment Experiment { get; } =
        new()
        {
            Name = "small",
            Threads = 1,
            N = 2,
            TargetSavings = [0.2, 0.5],
            Validation = 64,
            Augmentation = new AugmentationOptions { Flip = true, Crop = 1 },
            Baseline = new TrainingOptions
            {
                Epochs = 2,
                Batch = 32,
                ImagesPerEpoch = 224,
                LearningRate = 0.1,
            },
            Quantization = new QuantizationOptions
            {
                Epochs = 2,
                Batch = 32,
                ImagesPerEpoch = 128,
                LearningRate = 0.01,
            },
            Sensitivity = new SensitivityOptions { Images = 64 },
            Robustness = new RobustnessOptions
            {
                Epochs = 2,
                Batch = 32,
                ImagesPerEpoch = 96,
                LearningRate = 0.01,
            },
            Profile = new ProfileOptions { Fields = 32, Images = 32 },
            Refinement = new RefinementOptions { Measurements = 8, Images = 64 },
            Retraining = new RetrainingOptions
            {
                Epochs = 2,
                Batch = 32,
                ImagesPerEpoch = 128,
                LearningRate = 0.01,
                RecalibrationImages = 128,
            },
            Report = new ReportOptions { SweepPoints = 2 },
        };

    /// <summary>The same with the papers' search for tolerances.</summary>
    public static Experiment WithNoiseSearch { get; } =
        Experiment with
        {
            Selection = Experiment.Selection with { Tolerances = ToleranceSource.NoiseSearch },
        };

    public static RunContext Run(
        Network network,
        DataSet set,
        Experiment? experiment = null,
        MultiplierLibrary? library = null,
        string libraryFingerprint = "library"
    )
    {
        var e = experiment ?? Experiment;
        return new RunContext(e, set, network, library ?? Unsigned, libraryFingerprint, Threading.Use(e.Threads));
    }

    /// <summary>
    /// Random parameters, none of which is the neutral 0 or 1, with the statistics of the training images, and frozen
    /// quantisers.
    /// </summary>
    public static (ParameterStore Parameters, QuantizationState Quantization) Quantized(RunContext run, int seed = 1)
    {
        var parameters = ParameterStore.Initialize(run.Network, (ulong)seed);
        var random = new Random(seed);
        foreach (
            var p in NetworkParameters
                .Of(run.Network)
                .Where(p => p.Role is ParameterRole.Scale or ParameterRole.Offset or ParameterRole.Bias)
        )
            parameters.Set(p.Name, [.. parameters.Values(p.Name).Select(v => v + 0.4f * (random.NextSingle() - 0.5f))]);
        var quantization = new QuantizationState(run.Network, run.Experiment.Quantization, run.Library.Signed);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var images = TrainingData.PlainBatch(run.Set.Train, run.Data.Sample("small", run.Experiment.Seed, 200)).Images;
        new ForwardPass(run.Network, parameters) { BatchStatistics = true, StatisticsMomentum = 1 }.Run(images);
        new ForwardPass(run.Network, parameters) { Quantization = quantization, ObservesRanges = true }.Run(images);
        quantization.Freeze();
        return (parameters, quantization);
    }

    /// <summary>A point with the named multipliers, layer after layer, again from the first when there are more layers.</summary>
    public static PointPlan Plan(RunContext run, string name, params string[] multipliers) =>
        new(name, [.. run.Network.Layers.Select((_, l) => run.Library.IndexOf(multipliers[l % multipliers.Length]))]);

    /// <summary>The trainer's pass of a point of a run.</summary>
    public static ForwardPass Pass(
        this PointPlan plan,
        RunContext run,
        ParameterStore parameters,
        QuantizationState quantization
    ) => plan.Pass(run.Network, run.Library, run.Experiment.Correction, parameters, quantization);

    /// <summary>The bundle of a run's points.</summary>
    public static Bundle Bundle(
        RunContext run,
        ParameterStore parameters,
        QuantizationState quantization,
        IReadOnlyList<PointPlan> plans
    ) =>
        BundleStage.Make(
            run.Network,
            run.Library,
            run.Experiment.Correction,
            new BundleMetadata(run.Experiment.Dataset, run.Set.ClassNames),
            parameters,
            quantization,
            plans
        );

    public static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    public static float[] Values(Tensor tensor)
    {
        using var flat = tensor.detach().contiguous();
        return [.. TensorSpans.Floats(flat)];
    }
}
