namespace QosNets.Training.Experiments;

/// <summary>Stochastic gradient descent with momentum over a number of epochs.</summary>
internal record TrainingOptions
{
    /// <summary>Epochs, 0 and up.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Images of one epoch, or 0 for the whole training part; epochs walk through it piece by piece.</summary>
    public int ImagesPerEpoch { get; init; }

    /// <summary>Images of one step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Highest learning rate.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>How the learning rate goes on.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Epochs at which <see cref="LearningRateSchedule.Steps"/> divides the rate by 10.</summary>
    public IReadOnlyList<int> Milestones { get; init; } = [];

    /// <summary>Share of all steps in which the rate rises linearly from 0, 0 to 0.5.</summary>
    public double Warmup { get; init; }

    /// <summary>Momentum, 0 up to but not 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Weight decay on weights (not on BatchNorm parameters and biases).</summary>
    public double WeightDecay { get; init; } = 1e-4;
}

/// <summary>Quantisation-aware training.</summary>
internal sealed record QuantizationOptions : TrainingOptions
{
    /// <summary>How ranges are found.</summary>
    public RangeMethod Ranges { get; init; }

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
internal sealed record RobustnessOptions : TrainingOptions
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

/// <summary>Retraining of all operating points together.</summary>
internal sealed record RetrainingOptions : TrainingOptions
{
    /// <summary>What retraining changes.</summary>
    public RetrainingVariant Variant { get; init; }

    /// <summary>Which weights the gradients go by.</summary>
    public GradientForm Gradients { get; init; }

    /// <summary>
    /// Half-width, in units of the operand byte, over which <see cref="GradientForm.Columns"/> takes the slope of a weight's
    /// effect (0 passes the rounding straight through), or <see cref="GradientForm.Table"/> smooths the table.
    /// </summary>
    public int GradientWindow { get; init; }

    /// <summary>Whether the shared weights begin where the multipliers of the points render them best.</summary>
    public bool WeightTuning { get; init; }

    /// <summary>Whether statistics and biases of a point take its multipliers' mean errors before it is trained.</summary>
    public bool BiasCorrection { get; init; } = true;

    /// <summary>
    /// Share, 0 to 1, of the loss that is the distance from the answers of the exact quantised network instead of the labels.
    /// </summary>
    public double Distillation { get; init; }

    /// <summary>Temperature that softens both answers of the distillation.</summary>
    public double Temperature { get; init; } = 2;

    /// <summary>Training images from which BatchNorm statistics are re-estimated.</summary>
    public int RecalibrationImages { get; init; } = 4096;

    /// <summary>The same training where products are exact: there is one form of gradients, and no error to answer.</summary>
    internal RetrainingOptions OfExactProducts =>
        this with
        {
            Gradients = GradientForm.Exact,
            GradientWindow = 0,
            WeightTuning = false,
            BiasCorrection = true,
        };

    /// <summary>
    /// A point has collapsed that keeps less than this share of the exact network's validation accuracy above chance; 0 for
    /// never.
    /// </summary>
    public double Collapse { get; init; } = 0.5;

    /// <summary>Whether a point that a cheaper one dominates on the validation part is chosen and trained once more.</summary>
    public bool RepairDominated { get; init; } = true;
}
