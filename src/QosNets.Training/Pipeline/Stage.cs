using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using QosNets.Training.Torch;

namespace QosNets.Training.Pipeline;

/// <summary>
/// A pure step of a run: reads the experiment and the artefacts of earlier stages, writes its own folder. Its key is a
/// hash of what it reads; a finished folder with that key is used again.
/// </summary>
internal abstract class Stage(RunContext run, string name, params Stage[] reads)
{
    private StageFolder? folder;
    private Stopwatch? clock;

    /// <summary>Name, also of the folder.</summary>
    public string Name => name;

    /// <summary>The run.</summary>
    protected RunContext Run => run;

    /// <summary>The stage's artefacts.</summary>
    protected StageFolder Folder => folder ?? throw new InvalidOperationException($"stage {name} has not been visited");

    /// <summary>The checkpoint of the stage's training.</summary>
    protected Checkpoint Checkpoint { get; private set; } = null!;

    /// <summary>Seconds that the stage took, over all sessions.</summary>
    public double Seconds { get; private set; }

    /// <summary>The part of the experiment (and of the data) that the stage reads, as text.</summary>
    protected abstract string Inputs { get; }

    /// <summary>Does the work and writes the artefacts.</summary>
    protected abstract void Execute();

    /// <summary>Runs the stage, or finds it finished.</summary>
    public void Visit(string runFolder, int index, int count)
    {
        var text = $"{name}\n{Inputs}\n{string.Join('\n', reads.Select(r => r.Folder.Key))}";
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        folder = new StageFolder(Path.Combine(runFolder, name), key);
        run.Progress.Started(name, index, count);
        if (folder.FinishedSeconds() is { } seconds)
        {
            Seconds = seconds;
            run.Progress.Finished(name, TimeSpan.FromSeconds(seconds), reused: true);
            return;
        }
        folder.Prepare();
        clock = Stopwatch.StartNew();
        Checkpoint = new Checkpoint(folder["checkpoint.npz"], key, () => clock.Elapsed.TotalSeconds);
        Execute();
        run.Cancel.ThrowIfCancellationRequested();
        Seconds = Checkpoint.EarlierSeconds + clock.Elapsed.TotalSeconds;
        folder.Finish(Seconds);
        run.Progress.Finished(name, TimeSpan.FromSeconds(Seconds), reused: false);
    }
}
