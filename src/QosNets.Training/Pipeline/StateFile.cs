using System.Text.Json;
using QosNets.Archives;
using QosNets.Training.Torch;

namespace QosNets.Training.Pipeline;

/// <summary>The result of a training stage: its state and its curve.</summary>
internal static class StateFile
{
    private const string Format = "qosnets-state";
    private const int Version = 1;

    /// <summary>Writes a state.</summary>
    public static void Save(string path, IReadOnlyList<EpochResult> curve, params IEnumerable<ITrainingState> parts)
    {
        var archive = new ArchiveWriter(Format, Version);
        archive.AddText("curve.json", JsonSerializer.Serialize(curve));
        foreach (var part in parts)
            part.Save(archive);
        archive.Save(path);
    }

    /// <summary>Reads a state into new or existing parts.</summary>
    public static IReadOnlyList<EpochResult> Load(string path, params IEnumerable<ITrainingState> parts)
    {
        var archive = ArchiveReader.Open(path, Format, Version);
        foreach (var part in parts)
            part.Load(archive);
        return JsonSerializer.Deserialize<List<EpochResult>>(archive.ReadText("curve.json"))!;
    }
}
