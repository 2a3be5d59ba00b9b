using System.Text.Json.Serialization;

namespace QosNets.Reporting.Results;

/// <summary>What one operating point reached on the test split, run by the engine from the bundle.</summary>
/// <param name="Name">Name of the point.</param>
/// <param name="Top1">Top-1 accuracy, 0..1.</param>
/// <param name="Top5">Top-5 accuracy, 0..1.</param>
/// <param name="Loss">Top-1 of the exact network minus top-1 of this point, as a fraction of 1; negative when the point is
/// better.</param>
/// <param name="LossInterval">95 % interval of <paramref name="Loss"/>, paired over the test images.</param>
/// <param name="Saving">1 − relative power, as a fraction of 1.</param>
/// <param name="RelativePower">Power of all multiplications over that of the exact multiplier, as a fraction of 1.</param>
/// <param name="CorrectionAdditionsPerMultiplication">
/// Additions of the activation-side correction for each multiplication; 0 without correction. Relative power does not hold them.
/// </param>
/// <param name="Assignment">Name of the multiplier of every layer, in graph order.</param>
/// <param name="ValidationTop1">Top-1 on the validation split, run by the engine; older files lack it.</param>
/// <param name="DominatedBy">
/// The point that has less power and is at least as accurate on the validation split; left out where there is none.
/// </param>
/// <param name="SameAs">An earlier point with the same assignment; left out where there is none.</param>
internal sealed record OperatingPointResult(
    string Name,
    double Top1,
    double Top5,
    double Loss,
    Interval LossInterval,
    double Saving,
    double RelativePower,
    double CorrectionAdditionsPerMultiplication,
    IReadOnlyDictionary<string, string> Assignment,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? ValidationTop1 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DominatedBy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SameAs = null
);
