using QosNets.Archives;
using QosNets.Onnx.Base;

namespace QosNets.Onnx.Files;

/// <summary>Where external data of a model may stand: in its folder or below, and nowhere else.</summary>
internal static class ExternalPath
{
    /// <summary>The path of a file of external data.</summary>
    /// <param name="folder">Folder of the model.</param>
    /// <param name="location">What the model says, a path relative to the folder.</param>
    /// <param name="name">What messages call the tensor.</param>
    /// <exception cref="OnnxException">The path leads out of the folder or through a link, or there is no file.</exception>
    public static string Resolve(string folder, string location, string name)
    {
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location))
            throw Outside(name, location);
        var root = Path.GetFullPath(folder);
        var path = Path.GetFullPath(Path.Combine(root, location));
        var prefix = root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar;
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
            throw Outside(name, location);
        if (!File.Exists(path))
            throw new OnnxException($"{name}: its data stands in '{location}', which is missing; put the file beside the model");
        if (PlainFile.IsEmpty(path))
            throw new OnnxException($"{name}: its data in '{location}' is empty, or no regular file; export the model again");
        for (var at = path; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
        {
            if (new FileInfo(at).LinkTarget is not null)
                throw new OnnxException($"{name}: '{location}' leads through a link; replace the link by the file itself");
        }
        return path;
    }

    private static OnnxException Outside(string name, string location) =>
        new($"{name}: its data stands in '{location}', outside the model's folder; move the file there and name it");
}
