using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Selection;

namespace QosNets.Training.Experiments;

/// <summary>Everything that a run depends on. The documented defaults are those of a key that the file leaves out.</summary>
public sealed record Experiment
{
    /// <summary>
    /// Name of the run; its folder is <c>runs/NAME</c> and its bundle <c>NAME.qosnet</c>. The file's name by default.
    /// </summary>
    public string Name { get; init; } = "";

    /// <summary>
    /// One of <see cref="Networks.BuiltInNetworks.Names"/>, an ONNX file (.onnx), whose parameters the run begins with, or a
    /// graph of <see cref="Networks.NetworkJson"/> (.json).
    /// </summary>
    public string Network { get; init; } = "resnet8";

    /// <summary>What becomes of the classifier of a network from a file.</summary>
    internal HeadChoice Head { get; init; } = HeadChoice.Keep;

    /// <summary>
    /// One of <see cref="DataSets.Names"/>; all but <see cref="DataSets.Embedded"/> are read from <see cref="Data"/>.
    /// </summary>
    public string Dataset { get; init; } = DataSets.Embedded;

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

    /// <summary>A multiplier library (.npz); empty for <see cref="DataFolder.UnsignedMultipliers"/>.</summary>
    public string Library { get; init; } = "";

    /// <summary>What multipliers are chosen by: a column of the library, see <see cref="CostColumn"/>.</summary>
    public string Cost { get; init; } = CostColumn.Power;

    /// <summary>
    /// Whether layers subtract the error's expectation given the activation (docs/method.md,
    /// "Activation-side correction").
    /// </summary>
    public bool Correction { get; init; } = true;

    /// <summary>What is made of the images.</summary>
    internal ImageOptions Images { get; init; } = new();

    /// <summary>Random changes of training images.</summary>
    internal AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Training in float32.</summary>
    internal TrainingOptions Baseline { get; init; } =
        new()
        {
            Epochs = 4,
            LearningRate = 0.1,
            WeightDecay = 1e-4,
        };

    /// <summary>Quantisation-aware training.</summary>
    internal QuantizationOptions Quantization { get; init; } = new();

    /// <summary>The measurement of each layer's tolerance.</summary>
    internal SensitivityOptions Sensitivity { get; init; } = new();

    /// <summary>The papers' search for each layer's tolerance.</summary>
    internal RobustnessOptions Robustness { get; init; } = new();

    /// <summary>Layer profiles.</summary>
    internal ProfileOptions Profile { get; init; } = new();

    /// <summary>The choice of multipliers.</summary>
    internal SelectionOptions Selection { get; init; } = new();

    /// <summary>Refinement of the choice by measurement.</summary>
    internal RefinementOptions Refinement { get; init; } = new();

    /// <summary>Retraining of all operating points together.</summary>
    internal RetrainingOptions Retraining { get; init; } = new();

    /// <summary>The report.</summary>
    internal ReportOptions Report { get; init; } = new();
}

/// <summary>What is made of the images while the data set is opened.</summary>
internal sealed record ImageOptions
{
    /// <summary>Rows and columns, or 0 for those that the images have.</summary>
    public int Size { get; init; }

    /// <summary>How images of another shape come to this size.</summary>
    public ImageFit Fit { get; init; }

    /// <summary>Whether images become grey.</summary>
    public bool Grey { get; init; }

    /// <summary>Whether a network from an ONNX file reads blue, green, red.</summary>
    public bool Bgr { get; init; }

    /// <summary>Mean of each channel, pixels counted as 0..1; empty for that of the training images.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [];

    /// <summary>Deviation of each channel, above 0; empty for that of the training images.</summary>
    public IReadOnlyList<double> Std { get; init; } = [];

    /// <summary>Whether image files that cannot be decoded are left out.</summary>
    public bool SkipDamaged { get; init; }
}

/// <summary>Random changes of training images; validation and test images are never changed.</summary>
internal sealed record AugmentationOptions
{
    /// <summary>Mirror half of the images.</summary>
    public bool Flip { get; init; } = true;

    /// <summary>Pixels of padding before a random crop of the original size, 0 to 16.</summary>
    public int Crop { get; init; } = 2;
}

/// <summary>The measurement of tolerances.</summary>
internal sealed record SensitivityOptions
{
    /// <summary>Unaugmented training images whose loss is measured.</summary>
    public int Images { get; init; } = 1024;

    /// <summary>The rise of the mean cross-entropy, in nats, that noise on one layer may cause at scale 1.</summary>
    public double Rise { get; init; } = 0.05;
}

/// <summary>Layer profiles.</summary>
internal sealed record ProfileOptions
{
    /// <summary>Receptive fields sampled for each layer.</summary>
    public int Fields { get; init; } = 512;

    /// <summary>Unaugmented training images that they come from.</summary>
    public int Images { get; init; } = 512;
}

/// <summary>The choice of multipliers.</summary>
internal sealed record SelectionOptions
{
    /// <summary>One of <see cref="Selectors.Names"/>.</summary>
    public string Selector { get; init; } = Selectors.All[0].Name;

    /// <summary>Which errors are compared with the tolerances.</summary>
    public ErrorSource Errors { get; init; } = ErrorSource.Retained;

    /// <summary>Weight of errors that act as a rounding of weights, in the variance, 0 to 1.</summary>
    public double ShiftWeight { get; init; } = ErrorMeasurement.DefaultShiftWeight;

    /// <summary>Where the tolerances come from.</summary>
    public ToleranceSource Tolerances { get; init; } = ToleranceSource.Sensitivity;

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

    /// <summary>Whether a layer may get a multiplier that carries no information of one of its operands there.</summary>
    public bool AllowUninformative { get; init; }
}

/// <summary>Refinement of the choice by measurement.</summary>
internal sealed record RefinementOptions
{
    /// <summary>Points that are measured before the search ends, or 0 to keep the selector's choice.</summary>
    public int Measurements { get; init; } = 40;

    /// <summary>Validation images of a measurement.</summary>
    public int Images { get; init; } = 1500;

    /// <summary>Choices of different sets that are compared after a short retraining.</summary>
    public int Finalists { get; init; } = 3;

    /// <summary>Training images of this retraining, or 0 to take the choice of least loss without it.</summary>
    public int RetrainingImages { get; init; }
}

/// <summary>The report.</summary>
internal sealed record ReportOptions
{
    /// <summary>Relaxations of the tolerances at which recalibrate-only points are measured on the validation part.</summary>
    public int SweepPoints { get; init; } = 10;

    /// <summary>How the baselines are trained.</summary>
    public BaselineTraining Baselines { get; init; }

    /// <summary>results.json files of other runs shown beside this one; relative to the experiment file.</summary>
    public IReadOnlyList<string> Compare { get; init; } = [];
}
