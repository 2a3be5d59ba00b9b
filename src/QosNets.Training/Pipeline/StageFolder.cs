using System.Text.Json;
using QosNets.Archives;

namespace QosNets.Training.Pipeline;

/// <summary>
/// The folder of one stage in a run: its artefacts, its checkpoint, and <c>done.json</c> with the key of the inputs from
/// which the artefacts were made. Without a matching key the folder counts as empty.
/// </summary>
internal sealed class StageFolder(string path, string key)
{
    /// <summary>Hash of everything that the stage reads.</summary>
    public string Key => key;

    private string DonePath => Path.Combine(path, "done.json");

    /// <summary>Path of an artefact.</summary>
    public string this[string file] => Path.Combine(path, file);

    /// <summary>Seconds that the finished stage took, or null when it is not finished for these inputs.</summary>
    public double? FinishedSeconds()
    {
        if (!File.Exists(DonePath))
            return null;
        try
        {
            var done = JsonSerializer.Deserialize<Done>(File.ReadAllText(DonePath));
            return done?.Key == key ? done.Seconds : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Makes the folder. From here on artefacts are replaced, so none may count as finished for earlier inputs.
    /// </summary>
    public void Prepare()
    {
        Directory.CreateDirectory(path);
        File.Delete(DonePath);
    }

    /// <summary>Marks the stage finished; its checkpoint is no longer needed.</summary>
    public void Finish(double seconds)
    {
        AtomicFile.Write(DonePath, JsonSerializer.SerializeToUtf8Bytes(new Done(key, seconds)));
        File.Delete(this["checkpoint.npz"]);
    }

    private sealed record Done(string Key, double Seconds);
}
