using QosNets.Training.Pipeline;

namespace QosNets.Training.Runs;

/// <summary>
/// Keeps a second run out of a folder in which one is working; the system frees it when a process ends, however it ends.
/// </summary>
internal sealed class RunLock : IDisposable
{
    private readonly FileStream file;

    private RunLock(FileStream file)
    {
        this.file = file;
    }

    /// <summary>Takes the folder.</summary>
    /// <exception cref="RunException">Another run works in it.</exception>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static RunLock Take(string folder)
    {
        var path = Path.Combine(folder, ".lock");
        try
        {
            return new RunLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new RunException($"{folder}: another run works in this folder; wait for it, or name another one with --out", e);
        }
    }

    public void Dispose() => file.Dispose();
}
