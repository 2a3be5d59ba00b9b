namespace QosNets.Training.Experiments;

/// <summary>Everything that a run depends on. The documented defaults are those of a key that the file leaves out.</summary>
public sealed record Experiment
{
    /// <summary>
    /// Name of the run; its folder is <c>runs/NAME</c> and its bundle <c>NAME.qosnet</c>. The file's name by default.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>A built-in network: lenet5, resnet8, resnet14, resnet20, resnet32, mobilenetv2.</summary>
    public string Network { get; init; } = "resnet8";

    /// <summary>
    /// A data set: fashion-mnist (embedded), cifar10, tiny-imagenet or image-folder (these read from <see cref="Data"/>).
    /// </summary>
    public string Dataset { get; init; } = "fashion-mnist";

    /// <summary>Folder of the data set; empty for the embedded one.</summary>
    public string Data { get; init; } = "";

    /// <summary>Seed of everything random, 0 and up.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Threads, or 0 for one per processor. Results repeat to the bit for one number of threads.</summary>
    public int Threads { get; init; }

    /// <summary>Different multipliers that the hardware carries, 1 and up.</summary>
    public int N { get; init; } = 4;

    /// <summary>Points asked for by their savings, ascending fractions of 1. Empty when <see cref="Scales"/> is given.</summary>
    public IReadOnlyList<double> TargetSavings { get; init; } = [];

    /// <summary>Points asked for by their scale factors on the tolerances, ascending, above 0 (the papers: 0.3, 1, 2).</summary>
    public IReadOnlyList<double> Scales { get; init; } = [];

    /// <summary>Training images set aside for validation.</summary>
    public int Validation { get; init; } = 5000;

    /// <summary>A multiplier library (.npz); empty for the embedded unsigned one.</summary>
    public string Library { get; init; } = "";

    /// <summary>
    /// Whether layers subtract the error's expectation given the activation (docs/method.md,
    /// "Activation-side correction").
    /// </summary>
    public bool Correction { get; init; } = true;

    /// <summary>Random changes of training images.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Training in float32.</summary>
    public TrainingOptions Baseline { get; init; } =
        new()
        {
            Epochs = 4,
            LearningRate = 0.1,
            WeightDecay = 1e-4,
        };

    /// <summary>Quantisation-aware training.</summary>
    public QuantizationOptions Quantization { get; init; } = new();

    /// <summary>The search for each layer's tolerance.</summary>
    public RobustnessOptions Robustness { get; init; } = new();

    /// <summary>Layer profiles.</summary>
    public ProfileOptions Profile { get; init; } = new();

    /// <summary>The choice of multipliers.</summary>
    public SelectionOptions Selection { get; init; } = new();

    /// <summary>Retraining of all operating points together.</summary>
    public RetrainingOptions Retraining { get; init; } = new();

    /// <summary>The report.</summary>
    public ReportOptions Report { get; init; } = new();
}

/// <summary>Random changes of training images; validation and test images are never changed.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Mirror half of the images.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Pixels of padding before a random crop of the original size, 0 to 16.</summary>
    public int Crop { get; init; } = 2;
}

/// <summary>Stochastic gradient descent with momentum over a number of epochs.</summary>
public record TrainingOptions
{
    /// <summary>Epochs, 0 and up.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Images of one epoch, or 0 for the whole training part; epochs walk through it piece by piece.</summary>
    public int ImagesPerEpoch { get; init; }

    /// <summary>Images of one step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Highest learning rate.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>
    /// How the learning rate goes on: cosine (to 0, step by step) or steps (divided by 10 at each of <see cref="Milestones"/>).
    /// </summary>
    public string Schedule { get; init; } = "cosine";

    /// <summary>Epochs at which the schedule "steps" divides the rate by 10.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>Share of all steps in which the rate rises linearly from 0, 0 to 0.5.</summary>
    public double Warmup { get; init; }

    /// <summary>Momentum, 0 up to but not 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay on weights (not on BatchNorm parameters and biases).</summary>
    public double WeightDecay { get; init; } = 1e-4;
}

/// <summary>Quantisation-aware training.</summary>
public sealed record QuantizationOptions : TrainingOptions
{
    /// <summary>How ranges are found: clipped (the default) or minmax (moving averages, as in the papers).</summary>
    public string Ranges { get; init; } = "clipped";

    /// <summary>Clipped: weights are cut at this many standard deviations.</summary>
    public double WeightClip { get; init; } = 2.5;

    /// <summary>Clipped: activations are cut at this percentile of their values, 50 to 100.</summary>
    public double ActivationPercentile { get; init; } = 99.95;

    /// <summary>One weight scale per output channel instead of one per tensor.</summary>
    public bool PerChannel { get; init; }

    /// <summary>Share of the steps after which ranges are frozen, 0 to 1.</summary>
    public double FreezeAfter { get; init; } = 0.7;
}

/// <summary>The search for tolerances by additive noise (AGN, arXiv 2208.07265).</summary>
public sealed record RobustnessOptions : TrainingOptions
{
    /// <summary>λ: how strongly noise is rewarded.</summary>
    public double Lambda { get; init; } = 0.3;

    /// <summary>σ_max: noise above it earns nothing.</summary>
    public double SigmaMax { get; init; } = 0.3;

    /// <summary>σ at the start, for every layer.</summary>
    public double SigmaInitial { get; init; } = 0.1;

    /// <summary>Learning rate of the σ, as a multiple of that of the weights.</summary>
    public double SigmaRate { get; init; } = 1;
}

/// <summary>Layer profiles.</summary>
public sealed record ProfileOptions
{
    /// <summary>Receptive fields sampled for each layer.</summary>
    public int Fields { get; init; } = 512;

    /// <summary>Unaugmented training images that they come from.</summary>
    public int Images { get; init; } = 512;
}

/// <summary>The choice of multipliers.</summary>
public sealed record SelectionOptions
{
    /// <summary>
    /// exact (branch and bound, the default), strain (least Σv² at the target savings) or kmeans (the paper's, with its
    /// assignment as it is).
    /// </summary>
    public string Selector { get; init; } = "exact";

    /// <summary>
    /// Which errors are compared with the tolerances: predicted, measured (pooled) or centred (measured, per-channel).
    /// </summary>
    public string Errors { get; init; } = "centred";

    /// <summary>Multipliers that must be in the set.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Multipliers that must not be in the set.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Largest sum of the chosen multipliers' areas in µm², or 0 for none.</summary>
    public double AreaBudget { get; init; }

    /// <summary>Highest relative power of each operating point, or empty.</summary>
    public IReadOnlyList<double> PowerCaps { get; init; } = [];

    /// <summary>Seconds after which the search stops with the best set so far and its gap.</summary>
    public double TimeLimit { get; init; } = 30;

    /// <summary>Smallest σ of a layer as a share of the mean σ: short searches push the first and last layer's to 0.</summary>
    public double SigmaFloor { get; init; } = 0.1;
}

/// <summary>Retraining of all operating points together.</summary>
public sealed record RetrainingOptions : TrainingOptions
{
    /// <summary>
    /// joint (shared weights and per-point parameters), batchnorm-only (weights frozen) or recalibrate-only (statistics
    /// re-estimated, no training).
    /// </summary>
    public string Variant { get; init; } = "joint";

    /// <summary>Training images from which BatchNorm statistics are re-estimated.</summary>
    public int RecalibrationImages { get; init; } = 4096;
}

/// <summary>The report.</summary>
public sealed record ReportOptions
{
    /// <summary>Relaxations of the tolerances at which recalibrate-only points are measured on the validation part.</summary>
    public int SweepPoints { get; init; } = 10;

    /// <summary>results.json files of other runs shown beside this one; relative to the experiment file.</summary>
    public IReadOnlyList<string> Compare { get; init; } = [];
}
