using System.Runtime.InteropServices;
using System.Security.Cryptography;
using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Onnx.Files;
using QosNets.Onnx.Files.Wire;
using QosNets.Onnx.Folding;
using QosNets.Onnx.Graph;
using QosNets.Onnx.Operators;

namespace QosNets.Onnx;

/// <summary>One file on its way into a network: node by node; what cannot be imported is collected.</summary>
internal sealed class ModelImport(ModelFile file, ImportOptions options, WholeWindows windows)
{
    // Enough for the weights of any network that the trainer could hold, and not for those that only fill the memory.
    private const long MostFolded = 1L << 28;
    private const int MostNodes = 5000;

    private readonly TensorReader tensors = new(file.Folder);
    private readonly ImportGraph graph = new();
    private readonly Dictionary<string, Value> values = [];
    private readonly List<string> problems = [];
    private string images = "";
    private long folded;

    /// <summary>Imports a file; where images have another size than the file's own, pools over everything stay such.</summary>
    public static ImportedModel Of(ModelFile file, ImportOptions options)
    {
        var model = new ModelImport(file, options, new WholeWindows(OwnWindows(file, options, out var own))).Run();
        var read = model.Network.Input.Shape;
        return own is not { } shape || Values(shape) == Values(read)
            ? model
            : model with
            {
                Notes = [$"the file is for images of {shape}, and is read for {read}", .. model.Notes],
            };

        // A file that reads flat rows takes images of as many values as they are.
        static long Values(Shape shape) => (long)shape.Channels * shape.Height * shape.Width;
    }

    private static WholeWindows? OwnWindows(ModelFile file, ImportOptions options, out Shape? shape)
    {
        var own = options with { Input = null, InputSize = null };
        shape = null;
        try
        {
            if (own == options)
                return null;
            shape = ModelInput.Of(file, own).Shape;
            if (shape == ModelInput.Of(file, options).Shape)
                return null;
            var windows = new WholeWindows();
            new ModelImport(file, own, windows).Run();
            return windows;
        }
        catch (OnnxException)
        {
            // Its own size is open, or it cannot be imported at all, which the import at the wanted size says.
            return null;
        }
    }

    private ImportedModel Run()
    {
        var output = OutputName();
        var input = ModelInput.Of(file, options);
        var nodes = new NodeOrder(file).Needed(output);
        ReadConstants(nodes, output);
        Begin(input);
        var context = new FileContext(file.Opset, NodeOrder.Readers(nodes, output), new HashSet<string> { output }, windows);
        foreach (var proto in nodes)
        {
            Import(new OnnxNode(proto, tensors), context);
            if (graph.Count > MostNodes)
                throw new OnnxException($"{file.Name}: more than {MostNodes} nodes; larger networks cannot be trained here");
        }
        var last = values.GetValueOrDefault(output);
        if (problems.Count == 0 && last is not Activation)
            problems.Add($"output '{output}' does not depend on the input; name another one");
        if (problems.Count > 0)
            throw new UnsupportedModelException(file.Name, problems);
        return Finish((Activation)last!, input, output);
    }

    private string OutputName()
    {
        var names = file.Model.Graph.Output.Select(o => o.Name).ToArray();
        if (options.Output is { } wanted)
            return names.Contains(wanted)
                ? wanted
                : throw new OnnxException($"{file.Name}: there is no output '{wanted}'; there are {string.Join(", ", names)}");
        return names is [var only]
            ? only
            : throw new OnnxException(
                $"{file.Name}: it has {names.Length} outputs ({string.Join(", ", names)}); name the logits (--output), or export "
                    + "it with them alone"
            );
    }

    private void ReadConstants(IReadOnlyList<NodeProto> nodes, string output)
    {
        var read = nodes.SelectMany(n => n.Input).Append(output).ToHashSet();
        if (file.Model.Graph.SparseInitializer.Count > 0)
            throw new OnnxException($"{file.Name}: it holds sparse tensors; export the model with dense ones");
        foreach (var tensor in file.Model.Graph.Initializer.Where(t => read.Contains(t.Name)))
        {
            if (values.ContainsKey(tensor.Name))
                throw new OnnxException($"{file.Name}: there are two constants '{tensor.Name}'; export the model again");
            try
            {
                values[tensor.Name] = new ConstantValue(tensors.Read(tensor));
            }
            catch (OnnxException e)
            {
                throw new OnnxException($"{file.Name}: {e.Message}", e);
            }
        }
    }

    private void Begin(ModelInput input)
    {
        var first = graph.Names.Take("input");
        graph.Add(new InputNode(first, input.Shape));
        if (options.Mean is { } mean && options.Std is { } std)
        {
            var normalize = graph.Names.Take("normalize");
            try
            {
                graph.Add(new NormalizeNode(normalize, first, mean, std));
            }
            catch (ImportProblem e)
            {
                throw new OnnxException($"{file.Name}: {e.Message}", e);
            }
            first = normalize;
        }
        if (options.IsBgr)
            first = Reversed(first, input.Shape);
        images = first;
        values[input.Name] = new Activation(first, input.Layout);
    }

    private string Reversed(string images, Shape shape)
    {
        if (shape.Channels != 3)
            throw new OnnxException($"{file.Name}: blue, green, red are 3 channels, its images have {shape.Channels}");
        var name = graph.Names.Take("bgr");
        graph.Add(new SliceNode(name, images, [2, 1, 0], 0, shape.Height, 1, 0, shape.Width, 1));
        return name;
    }

    private void Import(OnnxNode node, FileContext context)
    {
        try
        {
            Value?[] inputs = [.. node.Inputs.Select(ValueOf)];
            if (inputs.Any(i => i is UnknownValue))
            {
                // Whatever comes in, an operator that is not known is named with the others.
                if (Folds.Of(node) is null)
                    ImportOperators.Of(node);
                Forget(node);
                return;
            }
            var results =
                inputs.All(i => i is null or ConstantValue) && Folds.Of(node) is { } fold
                    ? [Folded(fold, node, inputs)]
                    : ImportOperators.Of(node)(new NodeImport(node, inputs, graph, context));
            foreach (var (name, value) in node.Outputs.Zip(results).Where(r => r.First.Length > 0))
                values[name] = value;
        }
        catch (Exception e) when (e is ImportProblem or OnnxException)
        {
            problems.Add($"{node.Label}: {e.Message}");
            Forget(node);
        }
    }

    private Value? ValueOf(string name) =>
        name.Length == 0 ? null
        : values.TryGetValue(name, out var value) ? value
        : throw new ImportProblem($"it reads '{name}', which is no input, no constant and no result of a node before it");

    private ConstantValue Folded(Fold fold, OnnxNode node, Value?[] inputs)
    {
        var result = fold(node, [.. inputs.Select(i => (i as ConstantValue)?.Constant)]);
        folded += result.Length;
        if (folded > MostFolded)
            throw new ImportProblem($"constants of more than {MostFolded} values; compute them before the model is saved");
        return new ConstantValue(result);
    }

    private void Forget(OnnxNode node)
    {
        foreach (var name in node.Outputs)
            values[name] = new UnknownValue();
    }

    private ImportedModel Finish(Activation last, ModelInput input, string output)
    {
        Network network;
        try
        {
            var nodes = graph.Needed(graph.Usual(last).Node);
            network = new Network(Path.GetFileNameWithoutExtension(file.Name), nodes);
        }
        catch (Exception e) when (e is ImportProblem or NetworkException)
        {
            throw new OnnxException($"{file.Name}: {e.Message}", e);
        }
        if (network.Layers.Count == 0)
            throw new OnnxException(
                $"{file.Name}: no convolution or fully connected layer leads to the output; nothing is to do"
            );
        var parameters = NetworkParameters.Of(network).ToDictionary(p => p.Name, p => graph.Parameters[p.Name]);
        if (network.BatchNorms.Count == 0)
            graph.Notes.Add(
                "there is no batch normalisation, or the export has folded it into the layers: every point trains a scale and a "
                    + "bias for each channel of each layer in its place"
            );
        var equal = network.Layers.Select(l => l.Name).GroupBy(l => Digest(parameters[$"{l}.weight"]));
        graph.Notes.AddRange(
            equal
                .Where(layers => layers.Count() > 1)
                .Select(layers =>
                    $"{string.Join(", ", layers)} have the same weights; each gets its own, which training moves apart"
                )
        );
        var grids = new KeptGrids(network, graph);
        return new ImportedModel(
            network,
            parameters,
            grids.Tensors,
            graph.WeightQuantizers.Where(w => network.Layers.Any(l => l.Name == w.Key)).ToDictionary(),
            new FileInput(input.Name, output, input.Layout.Dims, input.ChannelsLast),
            [.. graph.Notes, .. grids.Notes]
        )
        {
            Ending = graph.Ending,
            Images = images,
        };
    }

    private static string Digest(float[] values) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)));
}
