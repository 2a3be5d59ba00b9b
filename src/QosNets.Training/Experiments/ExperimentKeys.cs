using QosNets.Data;
using QosNets.Networks;
using static QosNets.Training.Experiments.KeyKinds;

namespace QosNets.Training.Experiments;

/// <summary>
/// The one table of all keys. Reading, writing, checking and the reference in docs/experiments.md all go through it,
/// so that a key cannot be known to one of them and not to the others.
/// </summary>
internal static class ExperimentKeys
{
    /// <summary>All keys, section by section, those at the top first.</summary>
    public static IReadOnlyList<ExperimentKey> All { get; } =
    [
        .. Top(),
        .. Images(),
        .. Augmentation(),
        .. TrainingKeys.Baseline(),
        .. TrainingKeys.Quantization(),
        .. Sensitivity(),
        .. TrainingKeys.Robustness(),
        .. Profile(),
        .. SelectionKeys.Selection(),
        .. SelectionKeys.Refinement(),
        .. TrainingKeys.Retraining(),
        .. Report(),
    ];

    /// <summary>What each section is about, in order.</summary>
    public static IReadOnlyList<(string Section, string Summary)> Sections { get; } =
    [
        ("", "Keys at the top of the file, before the first section."),
        ("images", "What is made of the images while the data set is opened."),
        ("augmentation", "Random changes of training images; validation and test images are never changed."),
        ("baseline", "Training in float32."),
        ("quantization", "Quantisation-aware training."),
        ("sensitivity", "The loss under noise on one layer at a time, read with `selection.tolerances = \"sensitivity\"`."),
        (
            "robustness",
            "The search for each layer's tolerance by additive noise (arXiv 2208.07265), read with `selection.tolerances = "
                + "\"noise\"`."
        ),
        ("profile", "Receptive fields sampled to predict and measure each multiplier's error in each layer."),
        ("selection", "The choice of multipliers."),
        ("refinement", "Refinement of the choice by the measured validation loss."),
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
            .Add(
                "network",
                new NetworkKind(BuiltInNetworks.Names),
                e => e.Network,
                (e, v) => e with { Network = v },
                "The network: a name, an ONNX file, whose parameters the run begins with, or a graph of a bundle (network.json). "
                    + "A network from an ONNX file has no baseline training unless `baseline.epochs` is given or its head is "
                    + "replaced."
            )
            .Add(
                "head",
                new ChoiceKind<HeadChoice>(),
                e => e.Head,
                (e, v) => e with { Head = v },
                $"What becomes of the classifier of a network from a file: {ExperimentWords.Meanings<HeadChoice>()}."
            )
            .Add(
                "dataset",
                new WordKind(DataSets.Names),
                e => e.Dataset,
                (e, v) => e with { Dataset = v },
                "The data set: Fashion-MNIST is embedded, the others are read from `data`."
            )
            .Add(
                "data",
                FilePath,
                e => e.Data,
                (e, v) => e with { Data = v },
                "Folder of the data set; empty for the embedded one."
            )
            .Add("seed", Count, e => e.Seed, (e, v) => e with { Seed = v }, "Seed of everything random.")
            .Add(
                "threads",
                new WholeKind(0, 1024),
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
                FilePath,
                e => e.Library,
                (e, v) => e with { Library = v },
                "A multiplier library (.npz); empty for all unsigned ones of EvoApproxLib, 8×2 to 8×8 and 7×7 bits."
            )
            .Add(
                "cost",
                Text,
                e => e.Cost,
                (e, v) => e with { Cost = v },
                "What multipliers are chosen by: a cost that all of the library have, `power`, `area`, `luts` or a column of its "
                    + "own such as `asap7`. All savings are then those of this cost; the report shows what the others would have "
                    + "given."
            )
            .Add(
                "correction",
                Switch,
                e => e.Correction,
                (e, v) => e with { Correction = v },
                "Whether layers subtract the error's expectation given the activation."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Images() =>
        new SectionKeys<ImageOptions>("images", e => e.Images, (e, s) => e with { Images = s })
            .Add(
                "size",
                new WholeKind(0, ImageForm.LargestSize),
                s => s.Size,
                (s, v) => s with { Size = v },
                "Rows and columns to which images are scaled; 0 for those that they have."
            )
            .Add(
                "fit",
                new ChoiceKind<ImageFit>(),
                s => s.Fit,
                (s, v) => s with { Fit = v },
                $"How images of another shape come to this size: {ExperimentWords.Meanings<ImageFit>()}."
            )
            .Add("grey", Switch, s => s.Grey, (s, v) => s with { Grey = v }, "Make images grey, of one channel.")
            .Add(
                "bgr",
                Switch,
                s => s.Bgr,
                (s, v) => s with { Bgr = v },
                "Whether an ONNX file reads blue, green, red, as those of Caffe and CNTK do; mean and std stay in the order of "
                    + "the images: red, green, blue."
            )
            .Add(
                "mean",
                new ListKind<double>(new NumberKind(double.NegativeInfinity, double.PositiveInfinity), "numbers"),
                s => s.Mean,
                (s, v) => s with { Mean = v },
                "Mean of each channel that is taken off, pixels counted as 0 to 1; empty for that of the training images. A "
                    + "network from a file wants the one it was trained with."
            )
            .Add(
                "std",
                new ListKind<double>(Positive, "numbers"),
                s => s.Std,
                (s, v) => s with { Std = v },
                "Deviation of each channel that pixels are divided by; empty for that of the training images."
            )
            .Add(
                "skip_damaged",
                Switch,
                s => s.SkipDamaged,
                (s, v) => s with { SkipDamaged = v },
                "Leave out image files that cannot be decoded; otherwise all are named and the run does not begin."
            )
            .Keys;

    private static IReadOnlyList<ExperimentKey> Sensitivity() =>
        new SectionKeys<SensitivityOptions>("sensitivity", e => e.Sensitivity, (e, s) => e with { Sensitivity = s })
            .Add(
                "images",
                AtLeastOne,
                s => s.Images,
                (s, v) => s with { Images = v },
                "Unaugmented training images whose loss is measured."
            )
            .Add(
                "rise",
                Positive,
                s => s.Rise,
                (s, v) => s with { Rise = v },
                "Rise of the mean cross-entropy, in nats, that noise on one layer may cause at scale 1."
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
                "baselines",
                new ChoiceKind<BaselineTraining>(),
                s => s.Baselines,
                (s, v) => s with { Baselines = v },
                "How the baselines (exact narrow weights, the best single multiplier, repaired k-means) are "
                    + $"trained: {ExperimentWords.Meanings<BaselineTraining>()}."
            )
            .Add(
                "compare",
                new ListKind<string>(FilePath, "paths"),
                s => s.Compare,
                (s, v) => s with { Compare = v },
                "results.json files of other runs shown beside this one."
            )
            .Keys;
}
