namespace QosNets.Training.Experiments;

/// <summary>Networks that stand in files, told by the ending.</summary>
internal static class ModelFiles
{
    private const string Onnx = ".onnx";
    private const string Json = ".json";

    /// <summary>Whether a network is a file, and not the name of one that comes with the library.</summary>
    public static bool IsFile(string network) => Ends(network, Onnx) || IsGraph(network);

    /// <summary>Whether it is a graph of ours, which has no parameters.</summary>
    public static bool IsGraph(string network) => Ends(network, Json);

    private static bool Ends(string network, string ending) => network.EndsWith(ending, StringComparison.OrdinalIgnoreCase);
}

/// <summary>The name of a network that comes with the library, or a file.</summary>
internal sealed class NetworkKind(IReadOnlyList<string> names) : TextKind
{
    public override string Noun => "one of";

    public override string Allowed => $"{string.Join(", ", names)}, or the path of a .onnx or .json file";

    public override string Describe() => $"{Noun} {Allowed}";

    public override string? Check(object value) =>
        names.Contains((string)value) || ModelFiles.IsFile((string)value)
            ? null
            : $"is not known; the nearest is \"{NearestName.Of((string)value, names)}\"";
}
