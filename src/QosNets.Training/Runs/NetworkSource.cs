using QosNets.Data;
using QosNets.Networks;
using QosNets.Onnx;
using QosNets.Onnx.Base;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;

namespace QosNets.Training.Runs;

/// <summary>The network of a run: a built-in one, a graph of ours, or an ONNX file with its parameters.</summary>
/// <param name="Network">The graph, for images and classes of the data set.</param>
/// <param name="Start">What it begins with.</param>
/// <param name="Notes">What a user should know of how it was read.</param>
internal sealed record NetworkSource(Network Network, Keyed<NetworkStart> Start, IReadOnlyList<string> Notes)
{
    /// <summary>Makes or reads the network of an experiment.</summary>
    /// <exception cref="ExperimentException">It does not fit the data set.</exception>
    /// <exception cref="Onnx.Base.OnnxException">The file cannot be read, or nodes of it cannot be imported.</exception>
    /// <exception cref="NetworkException">The graph is not sound.</exception>
    public static NetworkSource Open(Experiment experiment, DataSet set)
    {
        var path = experiment.Network;
        var image = new Shape(set.Train.Channels, set.Train.Height, set.Train.Width);
        var classes = set.ClassNames.Count;
        if (!ModelFiles.IsFile(path))
            return new(BuiltInNetworks.Create(path, image, classes, set.Mean, set.Std), new(NetworkStart.None, ""), []);
        CheckExists(path);
        var source = ModelFiles.IsGraph(path) ? Graph(path) : Model(path, image, set, experiment.Images);
        var network = source.Network;
        if (network.Input.Shape != image)
            throw new ExperimentException(
                $"{path}: it reads images of {network.Input.Shape}, those of {set.Name} are {image}; set images.size, or another "
                    + "network"
            );
        if (experiment.Head == HeadChoice.Replace)
            source = source with { Network = NetworkHead.Replace(network, classes).Network };
        else if (network.Classes != classes)
            throw new ExperimentException(
                $"{path}: it has {network.Classes} outputs for the {classes} classes of {set.Name}; set head = \"replace\" to "
                    + "train a new classifier"
            );
        return source;
    }

    private static NetworkSource Graph(string path) =>
        new(NetworkJson.Read(File.ReadAllBytes(path)), new(NetworkStart.None, Fingerprint.OfFile(path)), []);

    private static NetworkSource Model(string path, Shape image, DataSet set, ImageOptions images)
    {
        var options = new ImportOptions
        {
            Input = image,
            Mean = set.Mean,
            Std = set.Std,
            IsBgr = images.Bgr,
        };
        List<string> notes = [];
        var model = OnnxImporter.Load(path, options);
        if (images.Mean.Count == 0 && model.ScalesItself)
        {
            notes.Add("the file scales images itself, so they come as pixels / 255 (images.mean and images.std change that)");
            model = OnnxImporter.Load(
                path,
                options with
                {
                    Mean = [.. set.Mean.Select(_ => 0f)],
                    Std = [.. set.Std.Select(_ => 1f)],
                }
            );
        }
        var start = new NetworkStart(model.Parameters, model.Quantizers, model.WeightQuantizers);
        return new(model.Network, new(start, Fingerprint.OfFile(path)), [.. notes, .. model.Notes]);
    }

    /// <summary>Says what is wrong with a model before its images are read.</summary>
    /// <exception cref="ExperimentException">There is no such file.</exception>
    /// <exception cref="UnsupportedModelException">Nodes of it cannot be imported.</exception>
    public static void Check(string path)
    {
        if (!ModelFiles.IsFile(path))
            return;
        CheckExists(path);
        if (ModelFiles.IsGraph(path))
            return;
        try
        {
            OnnxImporter.Load(path, new ImportOptions());
        }
        catch (OnnxException e) when (e is not UnsupportedModelException)
        {
            // The images may settle it, as a size that the file leaves open.
        }
    }

    private static void CheckExists(string path)
    {
        if (!File.Exists(path))
            throw new ExperimentException($"network = \"{path}\": there is no such file; name an ONNX model, or a graph (.json)");
    }
}
