using QosNets.Onnx.Base;
using QosNets.Onnx.Files;

namespace QosNets.Onnx;

/// <summary>
/// Reads ONNX files.
/// <code>
/// var model = OnnxImporter.Load("net.onnx", new ImportOptions { Mean = [0.29f], Std = [0.35f] });
/// var outcome = RunPipeline.Execute(experiment, folder, network: model.Network);
/// </code>
/// </summary>
public static class OnnxImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="path">The file; external data is read from its folder and nowhere else.</param>
    /// <param name="options">How; null for the file's own input.</param>
    /// <exception cref="OnnxException">The file is missing or damaged, or needs an option.</exception>
    /// <exception cref="UnsupportedModelException">Some nodes cannot be imported; all are named.</exception>
    public static ImportedModel Load(string path, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return ModelImport.Of(ModelFile.Load(path), options ?? new ImportOptions());
    }

    /// <summary>Imports a model from memory, which can have no external data.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">As for <see cref="Load"/>.</param>
    /// <exception cref="OnnxException">As for <see cref="Load"/>.</exception>
    /// <exception cref="UnsupportedModelException">As for <see cref="Load"/>.</exception>
    public static ImportedModel Read(byte[] bytes, string name, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return ModelImport.Of(ModelFile.Read(bytes, name, null), options ?? new ImportOptions());
    }
}
