using System.Diagnostics;
using QosNets.Training.Progress;
using QosNets.Training.Torch;

namespace QosNets.Training.Pipeline;

/// <summary>
/// A pure step of a run. It reads its inputs, which may hold earlier stages, and writes its own folder. A finished folder with
/// the stage's key is used again.
/// </summary>
internal abstract class Stage
{
    private StageFolder? folder;

    private protected Stage(string name, int revision, string key)
    {
        (Name, Revision, Key) = (name, revision, key);
    }

    /// <summary>Name, also of the folder.</summary>
    public string Name { get; }

    /// <summary>Counts up when the same inputs come to give something else; part of the key.</summary>
    public int Revision { get; }

    /// <summary>Hash of everything that the stage reads.</summary>
    public string Key { get; }

    /// <summary>Seconds that the stage took, over all sessions.</summary>
    public double Seconds { get; private set; }

    /// <summary>The stage's artefacts.</summary>
    protected StageFolder Folder => folder ?? throw new InvalidOperationException($"stage {Name} has not been visited");

    /// <summary>Does the work and writes the artefacts.</summary>
    protected abstract void Execute(StageWork work);

    /// <summary>Runs the stage, or finds it finished.</summary>
    /// <param name="places">Where stages have their folders.</param>
    /// <param name="progress">Hears how the stage goes on. Its <c>Started</c> has been called.</param>
    /// <param name="cancel">Stops the stage.</param>
    /// <exception cref="OperationCanceledException">The stage was stopped; another visit goes on.</exception>
    public void Visit(StagePlaces places, IRunProgress progress, CancellationToken cancel)
    {
        folder = places.FolderOf(Name, Key);
        if (Reuse(progress))
            return;
        using var hold = places.Hold(Name, Key, progress, cancel);
        // Another run may have finished it while this one waited.
        if (hold is not null && Reuse(progress))
            return;
        folder.Prepare();
        var clock = Stopwatch.StartNew();
        var checkpoint = new Checkpoint(folder["checkpoint.npz"], Key, () => clock.Elapsed.TotalSeconds);
        Execute(new StageWork(checkpoint, progress, cancel));
        cancel.ThrowIfCancellationRequested();
        Seconds = checkpoint.EarlierSeconds + clock.Elapsed.TotalSeconds;
        folder.Finish(Seconds);
        progress.Finished(Name, TimeSpan.FromSeconds(Seconds), reused: false);
    }

    private bool Reuse(IRunProgress progress)
    {
        if (Folder.FinishedSeconds() is not { } seconds)
            return false;
        Seconds = seconds;
        progress.Finished(Name, TimeSpan.FromSeconds(seconds), reused: true);
        return true;
    }
}

/// <summary>A stage with the record of its inputs. The key is a hash of this record, and the stage gets nothing else.</summary>
/// <typeparam name="TInputs">The record of the inputs.</typeparam>
/// <param name="name">Name, also of the folder.</param>
/// <param name="revision">Counted up when the stage's code makes something else of the same inputs.</param>
/// <param name="inputs">The inputs.</param>
internal abstract class Stage<TInputs>(string name, int revision, TInputs inputs)
    : Stage(name, revision, StageKey.Of(name, revision, inputs))
    where TInputs : class
{
    /// <summary>Everything that the stage may read.</summary>
    protected TInputs Inputs => inputs;
}
