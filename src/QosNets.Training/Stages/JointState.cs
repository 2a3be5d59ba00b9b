using QosNets.Training.Pipeline;
using QosNets.Training.Progress;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// Where a <see cref="JointStage"/> stands: parameters, points and curve. They are saved together after each step, so that a run
/// which is stopped goes on with the same decisions.
/// </summary>
internal sealed class JointState : IDisposable
{
    private readonly string path;
    private readonly Func<PointTrainer> newTrainer;
    private readonly IRunProgress progress;

    /// <summary>Begins, or goes on from what an earlier session left.</summary>
    /// <param name="path">File of the state.</param>
    /// <param name="key">Key of the stage.</param>
    /// <param name="newTrainer">Makes a trainer with the weights of quantisation-aware training.</param>
    /// <param name="progress">Hears what is done to points.</param>
    public JointState(string path, string key, Func<PointTrainer> newTrainer, IRunProgress progress)
    {
        (this.path, this.newTrainer, this.progress) = (path, newTrainer, progress);
        Points = new RetrainedPoints(key);
        Trainer = newTrainer();
        if (!File.Exists(path))
            return;
        StateFile.Load(path, Points);
        if (Points.TogetherDone)
            Curve = StateFile.Load(path, Trainer.Parameters);
    }

    /// <summary>The points and how far they are.</summary>
    public RetrainedPoints Points { get; }

    /// <summary>Trains them.</summary>
    public PointTrainer Trainer { get; private set; }

    /// <summary>The curve of the points that are trained together, with those of others beside.</summary>
    public IReadOnlyList<EpochResult> Curve { get; set; } = [];

    /// <summary>Goes back to the weights of quantisation-aware training.</summary>
    public void StartOver()
    {
        Trainer.Dispose();
        Trainer = newTrainer();
    }

    /// <summary>Keeps a sentence for progress and report.</summary>
    public void Say(string sentence)
    {
        Points.Notes.Add(sentence);
        progress.Note(sentence);
    }

    /// <summary>Puts a point's own curve in the place of what the curve says of it.</summary>
    public void Show(string point, IReadOnlyList<EpochResult> own)
    {
        if (Curve.Count == 0)
            Curve = [.. own.Select(e => e with { Validation = new Dictionary<string, double>() })];
        Curve = [.. Curve.Zip(own, (all, one) => all with { Validation = With(all.Validation, point, one.Validation[point]) })];
    }

    /// <summary>Saves everything.</summary>
    public void Save() => StateFile.Save(path, Curve, Trainer.Parameters, Points);

    /// <inheritdoc/>
    public void Dispose() => Trainer.Dispose();

    /// <summary>The values with one of them replaced, in the order of the points.</summary>
    private Dictionary<string, double> With(IReadOnlyDictionary<string, double> values, string point, double value) =>
        Points
            .All.Select(p => p.Name)
            .Where(n => n == point || values.ContainsKey(n))
            .ToDictionary(n => n, n => n == point ? value : values[n]);
}
