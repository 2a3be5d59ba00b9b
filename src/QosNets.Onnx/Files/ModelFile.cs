using Google.Protobuf;
using QosNets.Archives;
using QosNets.Onnx.Base;
using QosNets.Onnx.Files.Wire;

namespace QosNets.Onnx.Files;

/// <summary>An ONNX model with the folder that its external data may stand in.</summary>
/// <param name="Name">What messages call it.</param>
/// <param name="Folder">Folder of the file, or null for a model from memory, which can have no external data.</param>
/// <param name="Model">Its content.</param>
internal sealed record ModelFile(string Name, string? Folder, ModelProto Model)
{
    public const int OldestOpset = 7;
    public const int NewestOpset = 21;

    /// <summary>Nodes above this number are no network that the rest of the program could train.</summary>
    public const int MostNodes = 20_000;

    // Deeper nesting than a tensor in an attribute of a node does not occur in what is read.
    private const int DeepestNesting = 20;

    /// <summary>Version of the standard operators.</summary>
    public int Opset { get; private init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="OnnxException">The file is missing, damaged or of a version outside 7..21.</exception>
    public static ModelFile Load(string path)
    {
        try
        {
            if (PlainFile.IsEmpty(path))
                throw new OnnxException($"{path}: it is empty, or no regular file; name an ONNX model");
            return Read(File.ReadAllBytes(path), path, Path.GetDirectoryName(Path.GetFullPath(path)));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new OnnxException($"{path}: there is no such file; name an ONNX model", e);
        }
        catch (UnauthorizedAccessException e)
        {
            var reason = Directory.Exists(path) ? "it is a folder; name an ONNX model" : "reading it is not allowed";
            throw new OnnxException($"{path}: {reason}", e);
        }
        catch (IOException e) when (e is not EndOfStreamException)
        {
            throw new OnnxException($"{path}: it cannot be read ({e.Message}); models have at most 2 GB beside external data", e);
        }
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="folder">Where external data may stand; null for none.</param>
    /// <exception cref="OnnxException">As for <see cref="Load"/>.</exception>
    public static ModelFile Read(byte[] bytes, string name, string? folder)
    {
        ModelProto model;
        try
        {
            using var input = CodedInputStream.CreateWithLimits(new MemoryStream(bytes), int.MaxValue, DeepestNesting);
            model = ModelProto.Parser.ParseFrom(input);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new OnnxException($"{name}: it is no whole ONNX file ({e.Message}); export or download it again", e);
        }
        if (model.Graph is null)
            throw new OnnxException($"{name}: it holds no graph; name a file that torch.onnx.export or the like has written");
        if (model.Graph.Node.Count > MostNodes)
            throw new OnnxException(
                $"{name}: {model.Graph.Node.Count} nodes, more than {MostNodes}; simplify the graph before it is imported"
            );
        var opsets = model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx").Select(o => o.Version).ToArray();
        if (opsets is not [>= OldestOpset and <= NewestOpset])
            throw new OnnxException(
                $"{name}: operator set {(opsets.Length == 0 ? "none" : string.Join(", ", opsets))}; "
                    + $"{OldestOpset}..{NewestOpset} are known, export the model with opset_version=17"
            );
        return new ModelFile(name, folder, model) { Opset = (int)opsets[0] };
    }
}
