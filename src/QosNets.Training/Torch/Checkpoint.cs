using System.IO.Compression;
using System.Text.Json;
using QosNets.Archives;

namespace QosNets.Training.Torch;

/// <summary>The state of a stage after its last finished epoch, in one file that is replaced as a whole.</summary>
internal sealed class Checkpoint(string path, string key, Func<double> seconds)
{
    private const string Format = "qosnets-checkpoint";
    private const int Version = 1;

    /// <summary>
    /// Which of several trainings of a stage the state belongs to; that of another one counts as none.
    /// </summary>
    public string Phase { get; set; } = "";

    /// <summary>Seconds that earlier sessions spent on the stage.</summary>
    public double EarlierSeconds { get; private set; }

    /// <summary>
    /// Whether there is a state of the same inputs, which <see cref="TryLoad"/> would load: what it replaces need not be
    /// computed.
    /// </summary>
    /// <exception cref="ArchiveException">The file is damaged.</exception>
    public bool Exists => File.Exists(path) && ReadHeader(Open()).Key == key + Phase;

    /// <summary>
    /// Loads the state when the file belongs to the same inputs; null when there is none, or one of other inputs.
    /// </summary>
    /// <exception cref="ArchiveException">The file is damaged: what it holds is not used, and not replaced unasked.</exception>
    public IReadOnlyList<EpochResult>? TryLoad(IReadOnlyList<ITrainingState> state)
    {
        if (!File.Exists(path))
            return null;
        var archive = Open();
        var header = ReadHeader(archive);
        if (header.Key != key + Phase)
            return null;
        foreach (var part in state)
            part.Load(archive);
        EarlierSeconds = header.Seconds;
        return header.Curve;
    }

    /// <summary>Replaces the file.</summary>
    public void Save(IReadOnlyList<ITrainingState> state, IReadOnlyList<EpochResult> curve)
    {
        var archive = new ArchiveWriter(Format, Version, CompressionLevel.Fastest);
        archive.AddText(
            "checkpoint.json",
            JsonSerializer.Serialize(new Header(key + Phase, EarlierSeconds + seconds(), [.. curve]))
        );
        foreach (var part in state)
            part.Save(archive);
        archive.Save(path);
    }

    private static Header ReadHeader(ArchiveReader archive) =>
        JsonSerializer.Deserialize<Header>(archive.ReadText("checkpoint.json"))!;

    private ArchiveReader Open()
    {
        try
        {
            return ArchiveReader.Open(path, Format, Version);
        }
        catch (ArchiveException e)
        {
            throw new ArchiveException(
                $"{path}: the checkpoint cannot be used; delete it, and the stage starts again from its first epoch",
                e
            );
        }
    }

    private sealed record Header(string Key, double Seconds, List<EpochResult> Curve);
}
