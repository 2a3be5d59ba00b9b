using System.Text.Json.Serialization;

namespace QosNets.Reporting.Results;

/// <summary>A simpler way of choosing multipliers for the same savings, to which the points must be better.</summary>
/// <param name="Name">What it is, for example <c>exact narrow weights</c>; <see cref="OwnPoints"/> are the run's points.</param>
/// <param name="Retrained">Whether it was trained by the schedule of the points; else statistics alone were re-estimated.</param>
/// <param name="Points">Its points; fewer than the run's where it cannot save as much.</param>
internal sealed record BaselineResult(string Name, bool Retrained, IReadOnlyList<BaselinePoint> Points)
{
    /// <summary>Name of the run's own points, measured like the baselines.</summary>
    public const string OwnPoints = "operating points";
}

/// <summary>A point of a baseline.</summary>
/// <param name="Name">Name of the point whose saving was asked for.</param>
/// <param name="Saving">1 − relative power, as a fraction of 1.</param>
/// <param name="ValidationTop1">
/// Top-1 on the validation split, 0..1; of the first 2,000 images where nothing was trained.
/// </param>
/// <param name="Multipliers">Names of the multipliers that it uses.</param>
/// <param name="Top1">Top-1 on the test split, run by the engine; left out where nothing was trained.</param>
/// <param name="Loss">Top-1 of the exact network minus <paramref name="Top1"/>; left out likewise.</param>
/// <param name="LossInterval">95 % interval of the loss, paired over the test images; left out likewise.</param>
internal sealed record BaselinePoint(
    string Name,
    double Saving,
    double ValidationTop1,
    IReadOnlyList<string> Multipliers,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Top1 = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Loss = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Interval? LossInterval = null
);
