using static QosNets.Training.Experiments.KeyKinds;

namespace QosNets.Training.Experiments;

/// <summary>Keys of the sections that train.</summary>
internal static class TrainingKeys
{
    public static IReadOnlyList<ExperimentKey> Baseline() =>
        Training(new SectionKeys<TrainingOptions>("baseline", e => e.Baseline, (e, s) => e with { Baseline = s })).Keys;

    public static IReadOnlyList<ExperimentKey> Quantization() =>
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

    public static IReadOnlyList<ExperimentKey> Robustness() =>
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

    public static IReadOnlyList<ExperimentKey> Retraining() =>
        Training(new SectionKeys<RetrainingOptions>("retraining", e => e.Retraining, (e, s) => e with { Retraining = s }))
            .Add(
                "variant",
                new ChoiceKind<RetrainingVariant>(),
                s => s.Variant,
                (s, v) => s with { Variant = v },
                $"{ExperimentWords.Meanings<RetrainingVariant>()}."
            )
            .Add(
                "gradients",
                new ChoiceKind<GradientForm>(),
                s => s.Gradients,
                (s, v) => s with { Gradients = v },
                $"What the backward pass multiplies with: {ExperimentWords.Meanings<GradientForm>()}."
            )
            .Add(
                "gradient_window",
                new WholeKind(0, 127),
                s => s.GradientWindow,
                (s, v) => s with { GradientWindow = v },
                "Columns: half-width, in units of the weight byte, over which the slope of s(b) is taken; 0 for a slope of 1. "
                    + "Table: half-width of the mean over an operand that smooths the table; 0 for the table as it is."
            )
            .Add(
                "weight_tuning",
                Switch,
                s => s.WeightTuning,
                (s, v) => s with { WeightTuning = v },
                "Whether each shared weight begins as the byte whose products at the points are closest to exact ones."
            )
            .Add(
                "bias_correction",
                Switch,
                s => s.BiasCorrection,
                (s, v) => s with { BiasCorrection = v },
                "Whether BatchNorm statistics, and biases of layers without it, take the mean errors of a point's multipliers "
                    + "before training. Off, points may begin near guessing, so collapse = 0 belongs to it."
            )
            .Add(
                "distillation",
                Share,
                s => s.Distillation,
                (s, v) => s with { Distillation = v },
                "Share of the loss that compares with the answers of the exact quantised network instead of the labels."
            )
            .Add(
                "temperature",
                Positive,
                s => s.Temperature,
                (s, v) => s with { Temperature = v },
                "Distillation: what both answers' logits are divided by."
            )
            .Add(
                "recalibration_images",
                AtLeastOne,
                s => s.RecalibrationImages,
                (s, v) => s with { RecalibrationImages = v },
                "Training images from which BatchNorm statistics are re-estimated."
            )
            .Add(
                "collapse",
                new NumberKind(0, 1, below: true),
                s => s.Collapse,
                (s, v) => s with { Collapse = v },
                "A point has collapsed that keeps less than this share of the exact network's validation accuracy above chance; "
                    + "0 for never."
            )
            .Add(
                "repair_dominated",
                Switch,
                s => s.RepairDominated,
                (s, v) => s with { RepairDominated = v },
                "Whether a point that a cheaper one dominates on the validation part is chosen and trained once more."
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
