namespace QosNets.Onnx.Tests;

/// <summary>The networks that tests/onnx/make_models.py has written.</summary>
internal static class CommittedModels
{
    /// <summary>Folder of the repository.</summary>
    public static readonly string Root = FindRoot();

    public static readonly string Folder = Path.Combine(Root, "tests", "onnx", "models");

    public static IEnumerable<string> Names =>
        Directory.GetFiles(Folder, "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal);

    public static string FileOf(string name) => Path.Combine(Folder, $"{name}.onnx");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "QosNets.slnx")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}
