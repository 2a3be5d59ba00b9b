using QosNets.Data;
using QosNets.Networks;
using QosNets.Selection;

namespace QosNets.Training.Experiments;

/// <summary>
/// The one table of all keys. Reading, writing, checking and the reference in docs/experiments.md all go through it,
/// so that a key cannot be known to one of them and not to the others.
/// </summary>
internal static class ExperimentKeys
{
    private static readonly ValueKind Text = new TextKind();
    private static readonly ValueKind Path = new PathKind();
    private static readonly ValueKind Switch = new SwitchKind();
    private static readonly ValueKind Count = new WholeKind(0);
    private static readonly ValueKind AtLeastOne = new WholeKind(1);
    private static readonly ValueKind Share = new NumberKind(0, 1);
    private static readonly ValueKind Positive = new NumberKind(0, double.PositiveInfinity, above: true);
    private static readonly ValueKind NonNegative = new NumberKind(0, double.PositiveInfinity);
    private static readonly ValueKind Names = new ListKind<string>(Text, "texts");

    /// <summary>All keys, section by section, those at the top first.</summary>
    public static IReadOnlyList<ExperimentKey> All { get; } =
    [
        .. Top(),
        .. Augmentation(),
        .. Baseline(),
        .. Quantization(),
        .. Robustness(),
        .. Profile(),
        .. Selection(),
        .. Retraining(),
        .. Report(),
    ];

    /// <summary>What each section is about, in order.</summary>
    public static IReadOnlyList<(string Section, string Summary)> Sections { get; } =
    [
        ("", "Keys at the top of the file, before the first section."),
        ("augmentation", "Random changes of training images; validation and test images are never changed."),
        ("baseline", "Training in float32."),
        ("quantization", "Quantisation-aware training."),
        ("robustness", "The search for each layer's tolerance by additive noise (arXiv 2208.07265)."),
        ("profile", "Receptive fields sampled to predict and measure each multiplier's error in each layer."),
        ("selection", "The choice of multipliers."),
        ("retraining", "Retraining of all operating points together; also the schedule of the exact reference."),
        ("report", "The report."),
    ];

    private static IReadOnlyList<ExperimentKey> Top() =>
        new SectionKeys<Experiment>("", e => e, (_, e) => e)
            .Add(
                "name",
                Text,
                e => e.Name,
                (e, v) => e with { Name = v },
                "Name of the run, of its folder and of its bundle; the file's name when left out."
            )
            .Add("network", new WordKind(BuiltInNetworks.Names), e => e.Network, (e, v) => e with { Network = v }, "The network.")
            .Add(
                "dataset",
                new WordKind(DataSets.Names),
                e => e.Dataset,
                (e, v) => e with { Dataset = v },
                "The data set: Fashion-MNIST is embedded, the others are read from `data`."
            )
            .Add("data", Path, e => e.Data, (e, v) => e with { Data = v }, "Folder of the data set; empty for the embedded one.")
            .Add("seed", Count, e => e.Seed, (e, v) => e with { Seed = v }, "Seed of everything random.")
            .Add(
                "threads",
                Count,
                e => e.Threads,
                (e, v) => e with { Threads = v },
                "Threads; 0 for one per processor. Results repeat to the bit for one number of threads."
            )
            .Add("n", AtLeastOne, e => e.N, (e, v) => e with { N = v }, "Different multipliers that the hardware carries.")
            .Add(
                "target_savings",
                new ListKind<double>(new NumberKind(0, 1, above: true, below: true), "numbers", ascending: true),
                e => e.TargetSavings,
                (e, v) => e with { TargetSavings = v },
                "Operating points, each asked for by the share of multiplier power it saves. Give this or `scales`."
            )
            .Add(
                "scales",
                new ListKind<double>(Positive, "numbers", ascending: true),
                e => e.Scales,
                (e, v) => e with { Scales = v },
                "Operating points, each asked for by its factor on the tolerances, as in the papers (0.3, 1, 2). Give this or "
                    + "`target_savings`."
            )
            .Add(
                "validation",
                AtLeastOne,
                e => e.Validation,
                (e, v) => e with { Validation = v },
                "Training images set aside for validation."
            )
            .Add(
                "library",
                Path,
                e => e.Library,
                (e, v) => e with { Library = v },
                "A multiplier library (.npz); empty for the embedded unsigned one."
            )
            .Add(
                "correction",
                Switch,
                e => e.Correction,
                (e, v) => e with { Correction = v },
                "Whether layers subtract the error's expectation given the activation."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Augmentation() =>
        new SectionKeys<AugmentationOptions>("augmentation", e => e.Augmentation, (e, s) => e with { Augmentation = s })
            .Add("flip", Switch, s => s.Flip, (s, v) => s with { Flip = v }, "Mirror half of the images.")
            .Add(
                "crop",
                new WholeKind(0, 16),
                s => s.Crop,
                (s, v) => s with { Crop = v },
                "Pixels of padding before a random crop of the original size."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Baseline() =>
        Training(new SectionKeys<TrainingOptions>("baseline", e => e.Baseline, (e, s) => e with { Baseline = s })).Keys;

    private static IReadOnlyList<ExperimentKey> Quantization() =>
        Training(new SectionKeys<QuantizationOptions>("quantization", e => e.Quantization, (e, s) => e with { Quantization = s }))
            .Add(
                "ranges",
                new ChoiceKind<RangeMethod>(),
                s => s.Ranges,
                (s, v) => s with { Ranges = v },
                $"How ranges are found: {ExperimentWords.Meanings<RangeMethod>()}."
            )
            .Add(
                "weight_clip",
                new NumberKind(0, 100, above: true),
                s => s.WeightClip,
                (s, v) => s with { WeightClip = v },
                "Clipped: weights are cut at this many standard deviations."
            )
            .Add(
                "activation_percentile",
                new NumberKind(50, 100),
                s => s.ActivationPercentile,
                (s, v) => s with { ActivationPercentile = v },
                "Clipped: activations are cut at this percentile of their values."
            )
            .Add(
                "per_channel",
                Switch,
                s => s.PerChannel,
                (s, v) => s with { PerChannel = v },
                "One weight scale per output channel instead of one per tensor."
            )
            .Add(
                "freeze_after",
                Share,
                s => s.FreezeAfter,
                (s, v) => s with { FreezeAfter = v },
                "Share of the steps after which ranges are frozen."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Robustness() =>
        Training(new SectionKeys<RobustnessOptions>("robustness", e => e.Robustness, (e, s) => e with { Robustness = s }))
            .Add("lambda", NonNegative, s => s.Lambda, (s, v) => s with { Lambda = v }, "λ: how strongly noise is rewarded.")
            .Add(
                "sigma_max",
                Positive,
                s => s.SigmaMax,
                (s, v) => s with { SigmaMax = v },
                "σ_max: noise above it earns nothing."
            )
            .Add(
                "sigma_initial",
                Positive,
                s => s.SigmaInitial,
                (s, v) => s with { SigmaInitial = v },
                "σ of every layer at the start."
            )
            .Add(
                "sigma_rate",
                Positive,
                s => s.SigmaRate,
                (s, v) => s with { SigmaRate = v },
                "Learning rate of the σ as a multiple of that of the weights."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Profile() =>
        new SectionKeys<ProfileOptions>("profile", e => e.Profile, (e, s) => e with { Profile = s })
            .Add(
                "fields",
                new WholeKind(2),
                s => s.Fields,
                (s, v) => s with { Fields = v },
                "Receptive fields sampled for each layer."
            )
            .Add(
                "images",
                AtLeastOne,
                s => s.Images,
                (s, v) => s with { Images = v },
                "Unaugmented training images that they come from."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Selection() =>
        new SectionKeys<SelectionOptions>("selection", e => e.Selection, (e, s) => e with { Selection = s })
            .Add(
                "selector",
                new WordKind(Selectors.Names),
                s => s.Selector,
                (s, v) => s with { Selector = v },
                string.Join(", ", Selectors.All.Select(s => $"{s.Name} ({s.Summary})")) + "."
            )
            .Add(
                "errors",
                new ChoiceKind<ErrorSource>(),
                s => s.Errors,
                (s, v) => s with { Errors = v },
                $"Which errors are compared with the tolerances: {ExperimentWords.Meanings<ErrorSource>()}."
            )
            .Add("include", Names, s => s.Include, (s, v) => s with { Include = v }, "Multipliers that must be in the set.")
            .Add("exclude", Names, s => s.Exclude, (s, v) => s with { Exclude = v }, "Multipliers that must not be in the set.")
            .Add(
                "area_budget",
                NonNegative,
                s => s.AreaBudget,
                (s, v) => s with { AreaBudget = v },
                "Largest sum of the chosen multipliers' areas in µm²; 0 for none."
            )
            .Add(
                "power_caps",
                new ListKind<double>(new NumberKind(0, 1, above: true), "numbers"),
                s => s.PowerCaps,
                (s, v) => s with { PowerCaps = v },
                "Highest relative power of each operating point, one number a point; empty for none."
            )
            .Add(
                "time_limit",
                Positive,
                s => s.TimeLimit,
                (s, v) => s with { TimeLimit = v },
                "Seconds after which the search stops with the best set so far and its gap."
            )
            .Add(
                "sigma_floor",
                Share,
                s => s.SigmaFloor,
                (s, v) => s with { SigmaFloor = v },
                "Smallest σ of a layer as a share of the mean σ: short searches push that of the first and last layer to 0."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Retraining() =>
        Training(new SectionKeys<RetrainingOptions>("retraining", e => e.Retraining, (e, s) => e with { Retraining = s }))
            .Add(
                "variant",
                new ChoiceKind<RetrainingVariant>(),
                s => s.Variant,
                (s, v) => s with { Variant = v },
                $"{ExperimentWords.Meanings<RetrainingVariant>()}."
            )
            .Add(
                "recalibration_images",
                AtLeastOne,
                s => s.RecalibrationImages,
                (s, v) => s with { RecalibrationImages = v },
                "Training images from which BatchNorm statistics are re-estimated."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Report() =>
        new SectionKeys<ReportOptions>("report", e => e.Report, (e, s) => e with { Report = s })
            .Add(
                "sweep_points",
                Count,
                s => s.SweepPoints,
                (s, v) => s with { SweepPoints = v },
                "Relaxations of the tolerances at which recalibrate-only points are measured on the validation part."
            )
            .Add(
                "compare",
                new ListKind<string>(Path, "paths"),
                s => s.Compare,
                (s, v) => s with { Compare = v },
                "results.json files of other runs shown beside this one."
            )
            .Keys;

    private static SectionKeys<T> Training<T>(SectionKeys<T> section)
        where T : TrainingOptions =>
        section
            .Add("epochs", Count, s => s.Epochs, (s, v) => s with { Epochs = v }, "Epochs.")
            .Add(
                "images_per_epoch",
                Count,
                s => s.ImagesPerEpoch,
                (s, v) => s with { ImagesPerEpoch = v },
                "Images of one epoch; 0 for the whole training part. Epochs walk through it piece by piece."
            )
            .Add("batch", AtLeastOne, s => s.Batch, (s, v) => s with { Batch = v }, "Images of one step.")
            .Add("learning_rate", Positive, s => s.LearningRate, (s, v) => s with { LearningRate = v }, "Highest learning rate.")
            .Add(
                "schedule",
                new ChoiceKind<LearningRateSchedule>(),
                s => s.Schedule,
                (s, v) => s with { Schedule = v },
                $"How the learning rate goes on: {ExperimentWords.Meanings<LearningRateSchedule>()}."
            )
            .Add(
                "milestones",
                new ListKind<int>(new WholeKind(1), "whole numbers", ascending: true),
                s => s.Milestones,
                (s, v) => s with { Milestones = v },
                "Epochs at which the schedule \"steps\" divides the rate by 10."
            )
            .Add(
                "warmup",
                new NumberKind(0, 0.5),
                s => s.Warmup,
                (s, v) => s with { Warmup = v },
                "Share of all steps in which the rate rises linearly from 0."
            )
            .Add("momentum", new NumberKind(0, 1, below: true), s => s.Momentum, (s, v) => s with { Momentum = v }, "Momentum.")
            .Add(
                "weight_decay",
                NonNegative,
                s => s.WeightDecay,
                (s, v) => s with { WeightDecay = v },
                "Weight decay on weights (not on BatchNorm parameters and biases)."
            );
}
