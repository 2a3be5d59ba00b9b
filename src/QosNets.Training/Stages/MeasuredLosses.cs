using System.Text.Json;
using QosNets.Archives;

namespace QosNets.Training.Stages;

/// <summary>
/// Losses that a stage measured, kept in a file as they come, so that a stopped stage goes on where it was: its search asks for
/// the same ones again in the same order.
/// </summary>
internal sealed class MeasuredLosses
{
    private readonly string path;
    private readonly string key;
    private readonly Dictionary<string, double[]> losses;

    /// <param name="path">The file.</param>
    /// <param name="key">Key of the stage; a file of another key is not read.</param>
    public MeasuredLosses(string path, string key)
    {
        (this.path, this.key) = (path, key);
        var saved = File.Exists(path) ? JsonSerializer.Deserialize<Saved>(File.ReadAllText(path), StageJson.Options) : null;
        losses = saved?.Key == key ? saved.Losses : [];
    }

    /// <summary>How often <see cref="Of"/> was called.</summary>
    public int Asked { get; private set; }

    /// <summary>Losses by what was measured; measured now if the file has none.</summary>
    public double[] Of(string what, Func<double[]> measure)
    {
        if (!losses.TryGetValue(what, out var values))
        {
            losses[what] = values = measure();
            AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(new Saved(key, losses), StageJson.Options));
        }
        Asked++;
        return values;
    }

    private sealed record Saved(string Key, Dictionary<string, double[]> Losses);
}
