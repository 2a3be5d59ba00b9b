using QosNets.Data;

namespace QosNets.Training.Experiments;

/// <summary>How a learning rate goes on.</summary>
internal enum LearningRateSchedule
{
    /// <summary>To 0, step by step.</summary>
    Cosine,

    /// <summary>Divided by 10 at each milestone.</summary>
    Steps,
}

/// <summary>How ranges of weights and activations are found.</summary>
internal enum RangeMethod
{
    /// <summary>Weights are cut at some standard deviations, activations at a percentile.</summary>
    Clipped,

    /// <summary>Moving averages of the extremes, as in the papers.</summary>
    MinMax,
}

/// <summary>Which errors are compared with the tolerances.</summary>
internal enum ErrorSource
{
    /// <summary>Those of the error model.</summary>
    Predicted,

    /// <summary>Measured on sampled receptive fields, all channels pooled.</summary>
    Measured,

    /// <summary>Measured, each channel about its own mean.</summary>
    Centred,

    /// <summary>As centred, what acts as a rounding of weights discounted.</summary>
    Retained,
}

/// <summary>Where the tolerances of the layers come from.</summary>
internal enum ToleranceSource
{
    /// <summary>The loss is measured with noise on one layer after another.</summary>
    Sensitivity,

    /// <summary>Noise on all layers is learned together with the weights, as in the papers.</summary>
    NoiseSearch,
}

/// <summary>What retraining changes.</summary>
internal enum RetrainingVariant
{
    /// <summary>Shared weights and every point's own parameters.</summary>
    Joint,

    /// <summary>Every point's own parameters; the weights are frozen.</summary>
    BatchNormOnly,

    /// <summary>Statistics alone, without training.</summary>
    RecalibrateOnly,
}

/// <summary>Which weights the gradients of a retraining go by.</summary>
internal enum GradientForm
{
    /// <summary>The weights themselves, as if products were exact: the straight-through estimator.</summary>
    Exact,

    /// <summary>The effective weight of each column of the multiplier's table under the layer's histograms.</summary>
    Columns,

    /// <summary>Smoothed differences of the multiplier's whole table by both operands.</summary>
    Table,
}

/// <summary>What becomes of the classifier of a network from a file.</summary>
internal enum HeadChoice
{
    /// <summary>It stays; its outputs are the classes of the data set.</summary>
    Keep,

    /// <summary>A new one for the classes of the data set takes its place.</summary>
    Replace,
}

/// <summary>How the baselines that reports set the points against are trained.</summary>
internal enum BaselineTraining
{
    /// <summary>Statistics alone are re-estimated; figures of the validation part.</summary>
    Recalibrated,

    /// <summary>By the schedule of the points, each baseline on weights of its own; figures of the test split too.</summary>
    Retrained,
}

/// <summary>The one table of the words by which experiment files call the values of enumerations.</summary>
internal static class ExperimentWords
{
    private static readonly (Enum Value, string Word, string Meaning)[] Table =
    [
        (LearningRateSchedule.Cosine, "cosine", " (to 0, step by step)"),
        (LearningRateSchedule.Steps, "steps", " (divided by 10 at each of `milestones`)"),
        (RangeMethod.Clipped, "clipped", ""),
        (RangeMethod.MinMax, "minmax", " (moving averages, as in the papers)"),
        (ErrorSource.Predicted, "predicted", ""),
        (ErrorSource.Measured, "measured", " (pooled)"),
        (ErrorSource.Centred, "centred", " (measured, per channel)"),
        (ImageFit.Crop, "crop", " (the shorter side is scaled, the middle of the longer one is kept)"),
        (ImageFit.Stretch, "stretch", " (both sides are scaled)"),
        (HeadChoice.Keep, "keep", " (its outputs are the classes of the data set)"),
        (HeadChoice.Replace, "replace", " (by a new one for the classes of the data set, so that the rest can be tuned)"),
        (ErrorSource.Retained, "retained", " (as centred, with `shift_weight` on what acts as a rounding of weights)"),
        (ToleranceSource.Sensitivity, "sensitivity", " (the loss under noise on one layer at a time, [sensitivity])"),
        (ToleranceSource.NoiseSearch, "noise", " (learned together with the weights, as in the papers, [robustness])"),
        (BaselineTraining.Recalibrated, "recalibrated", " (statistics re-estimated, no training)"),
        (BaselineTraining.Retrained, "retrained", " (by the schedule of the points)"),
        (GradientForm.Exact, "exact", " (the weights, as if products were exact)"),
        (GradientForm.Columns, "columns", " (the effective weight s(b) of each column of the multiplier's table)"),
        (GradientForm.Table, "table", " (smoothed differences of the whole table by both operands)"),
        (RetrainingVariant.Joint, "joint", " (shared weights and per-point parameters)"),
        (RetrainingVariant.BatchNormOnly, "batchnorm-only", " (weights frozen)"),
        (RetrainingVariant.RecalibrateOnly, "recalibrate-only", " (statistics re-estimated, no training)"),
    ];

    /// <summary>The word of a value.</summary>
    public static string Of(Enum value) => Table.Single(e => e.Value.Equals(value)).Word;

    /// <summary>The value that a word stands for, or null when it stands for none.</summary>
    public static T? Value<T>(string word)
        where T : struct, Enum => Table.Where(e => e.Value is T && e.Word == word).Select(e => (T?)(T)e.Value).SingleOrDefault();

    /// <summary>All words of an enumeration, in its order.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Table.Where(e => e.Value is T).Select(e => e.Word)];

    /// <summary>All words with their meanings, for a sentence: <c>a (first), b (second) or c</c>.</summary>
    public static string Meanings<T>()
        where T : struct, Enum
    {
        var all = Table.Where(e => e.Value is T).Select(e => e.Word + e.Meaning).ToList();
        return $"{string.Join(", ", all.SkipLast(1))} or {all[^1]}";
    }
}
