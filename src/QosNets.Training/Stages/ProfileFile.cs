using QosNets.Archives;

namespace QosNets.Training.Stages;

/// <summary>The file of layer profiles in a run's folder, for readers outside the run.</summary>
internal static class ProfileFile
{
    internal const string Stage = "profile";
    internal const string Name = "profiles.npz";
    internal const string Format = "qosnets-profile";
    internal const int Version = 1;

    /// <summary>Count of each activation byte over all operands of a layer, padding included, [256].</summary>
    /// <param name="runFolder">Folder of a run whose stage <c>profile</c> is done.</param>
    /// <param name="layer">Name of the layer.</param>
    /// <exception cref="ArchiveException">There is no such file or layer, or the file is damaged.</exception>
    public static long[] Activations(string runFolder, string layer) =>
        ArchiveReader.Open(Path.Combine(runFolder, Stage, Name), Format, Version).ReadArray<long>($"{layer}/activations", 256);
}
