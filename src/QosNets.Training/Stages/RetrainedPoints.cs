using System.Text.Json;
using QosNets.Archives;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>How an operating point is trained.</summary>
internal enum PointTraining
{
    /// <summary>Together with others, on the weights that they share.</summary>
    Together,

    /// <summary>It had to leave the others and waits for its own training.</summary>
    Waiting,

    /// <summary>Apart: its own parameters alone, on the weights of the others.</summary>
    Apart,

    /// <summary>It collapsed in every way and is no part of the result.</summary>
    Hopeless,
}

/// <summary>An operating point in retraining.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Assignment">Index of each layer's multiplier in the library.</param>
/// <param name="Before">Validation top-1 before training, statistics re-estimated.</param>
/// <param name="Top1">Validation top-1 after training; <paramref name="Before"/> until then.</param>
/// <param name="Training">How it is trained.</param>
/// <param name="Reselected">Whether the assignment is not the selection's.</param>
/// <param name="Repaired">Whether a second choice and training were tried because a cheaper point dominated it.</param>
internal sealed record RetrainedPoint(
    string Name,
    IReadOnlyList<int> Assignment,
    double Before,
    double Top1,
    PointTraining Training = PointTraining.Together,
    bool Reselected = false,
    bool Repaired = false
)
{
    /// <summary>The point as a plan.</summary>
    public PointPlan Plan => new(Name, Assignment);
}

/// <summary>
/// The points of a retraining stage and how far it is; part of the stage's state, so that a run which was stopped goes on with
/// the same decisions.
/// </summary>
/// <param name="key">Key of the stage: what another stage left counts as nothing.</param>
internal sealed class RetrainedPoints(string key) : ITrainingState
{
    private const string Entry = "points.json";

    /// <summary>All points, in the order of the experiment.</summary>
    public List<RetrainedPoint> All { get; private set; } = [];

    /// <summary>Whether the training of those that are trained together is over.</summary>
    public bool TogetherDone { get; set; }

    /// <summary>Sentences on what was done to points.</summary>
    public List<string> Notes { get; private set; } = [];

    /// <summary>The points that are part of the result.</summary>
    public IReadOnlyList<RetrainedPoint> Delivered => [.. All.Where(p => p.Training != PointTraining.Hopeless)];

    /// <summary>Replaces the point of the same name.</summary>
    public void Set(RetrainedPoint point) => All[All.FindIndex(p => p.Name == point.Name)] = point;

    /// <inheritdoc/>
    public void Save(ArchiveWriter archive) =>
        archive.AddText(Entry, JsonSerializer.Serialize(new Content(key, All, TogetherDone, Notes)));

    /// <inheritdoc/>
    public void Load(ArchiveReader archive)
    {
        if (!archive.Names.Contains(Entry))
            return;
        var content = JsonSerializer.Deserialize<Content>(archive.ReadText(Entry))!;
        if (content.Key == key)
            (All, TogetherDone, Notes) = (content.All, content.TogetherDone, content.Notes);
    }

    private sealed record Content(string Key, List<RetrainedPoint> All, bool TogetherDone, List<string> Notes);
}
