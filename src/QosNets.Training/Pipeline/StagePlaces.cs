using QosNets.Training.Progress;

namespace QosNets.Training.Pipeline;

/// <summary>Where stages have their folders: each in its run, or all in one folder that several runs share.</summary>
internal sealed class StagePlaces
{
    private const int KeyDigits = 16;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);
    private readonly string root;
    private readonly bool shared;

    private StagePlaces(string root, bool shared)
    {
        (this.root, this.shared) = (root, shared);
    }

    /// <summary>A folder a stage in the folder of the run, called as the stage.</summary>
    public static StagePlaces InRun(string runFolder) => new(runFolder, shared: false);

    /// <summary>A folder a stage and key, so that runs whose stage reads the same find it done.</summary>
    public static StagePlaces Shared(string folder) => new(folder, shared: true);

    /// <summary>The folder of a stage.</summary>
    public StageFolder FolderOf(string name, string key) => new(PathOf(name, key), key);

    /// <summary>
    /// Keeps other runs from doing the same stage meanwhile, and waits while one of them does; null where no other run can.
    /// The system ends the hold with the process, however that ends.
    /// </summary>
    /// <exception cref="OperationCanceledException">The run was stopped while it waited.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public IDisposable? Hold(string name, string key, IRunProgress progress, CancellationToken cancel)
    {
        if (!shared)
            return null;
        Directory.CreateDirectory(root);
        var path = PathOf(name, key) + ".lock";
        for (var waits = false; ; waits = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!waits)
                    progress.Note("another run is at the same stage; waiting for it");
                cancel.WaitHandle.WaitOne(Poll);
                cancel.ThrowIfCancellationRequested();
            }
        }
    }

    private string PathOf(string name, string key) => Path.Combine(root, shared ? $"{name}-{key[..KeyDigits]}" : name);
}
