using QosNets.Data;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Training.Experiments;
using QosNets.Training.Runs;
using QosNets.Training.Tests.Experiments;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Pipeline;

/// <summary>Networks of a user's own, in front of a data set.</summary>
public sealed class NetworkSourceTests : IDisposable
{
    private static readonly string Model = Path.Combine(Root(), "tests", "onnx", "models", "mlp.onnx");

    private readonly ExperimentFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_ONNX_file_brings_its_parameters_and_has_no_baseline_training_unless_asked()
    {
        var experiment = folder.Read($"network = \"{Model}\"\ntarget_savings = [0.2]\n");
        Assert.Equal(0, experiment.Baseline.Epochs);
        Assert.Equal(3, folder.Read($"network = \"{Model}\"\ntarget_savings = [0.2]\n[baseline]\nepochs = 3\n").Baseline.Epochs);
        Assert.NotEqual(0, folder.Read($"network = \"{Model}\"\nhead = \"replace\"\ntarget_savings = [0.2]\n").Baseline.Epochs);
        var source = NetworkSource.Open(experiment, Images(10));
        Assert.Equal(10, source.Network.Classes);
        Assert.IsType<NormalizeNode>(source.Network.Nodes[1]);
        var wanted = NetworkParameters.Of(source.Network).Select(p => p.Name);
        Assert.Equal(wanted.Order(), source.Start.Value.Parameters.Keys.Order());
        Assert.NotEmpty(source.Start.Fingerprint);
    }

    [Fact]
    public void A_new_head_takes_the_place_of_the_classifier_and_everything_else_stays()
    {
        var experiment = new Experiment { Network = Model, Head = HeadChoice.Replace };
        var (old, source) = (
            NetworkSource.Open(new Experiment { Network = Model }, Images(10)),
            NetworkSource.Open(experiment, Images(7))
        );
        Assert.Equal(7, source.Network.Classes);
        Assert.Equal("classifier", source.Network.Output.Name);
        Assert.Equal(old.Network.Nodes.SkipLast(1).Select(n => n.Name), source.Network.Nodes.SkipLast(1).Select(n => n.Name));
        Assert.DoesNotContain("classifier.weight", source.Start.Value.Parameters.Keys);
    }

    [Fact]
    public void Features_without_a_classifier_are_averaged_and_get_one()
    {
        var network = new Network(
            "features",
            [
                new InputNode("input", new Shape(1, 8, 8)),
                new Conv2dNode("conv", "input", 1, 6, 3, 1, 1, 1, Bias: false),
                new ActivationNode("relu", "conv", ActivationKind.Relu),
            ]
        );
        var (replaced, layer) = NetworkHead.Replace(network, 4);
        Assert.Equal(("classifier", 4), (layer, replaced.Classes));
        Assert.IsType<GlobalAveragePoolNode>(replaced.Nodes[^2]);
        Assert.Equal(network.Nodes, replaced.Nodes.Take(3));
    }

    [Fact]
    public void A_graph_of_a_bundle_is_read_and_begins_at_random()
    {
        var set = Images(10);
        var network = BuiltInNetworks.Create("lenet5", new Shape(1, 28, 28), 10, set.Mean, set.Std);
        var path = Path.Combine(folder.Folder, "network.json");
        File.WriteAllBytes(path, NetworkJson.Write(network));
        var source = NetworkSource.Open(new Experiment { Network = path }, set);
        Assert.Equal(NetworkJson.Write(network), NetworkJson.Write(source.Network));
        Assert.Empty(source.Start.Value.Parameters);
    }

    [Fact]
    public void What_does_not_fit_the_data_set_is_refused_with_the_way_out()
    {
        Assert.Contains("head = \"replace\"", Refused(new Experiment { Network = Model }, Images(7)));
        Assert.Contains("no such file", Refused(new Experiment { Network = "nowhere.onnx" }, Images(10)));
    }

    [Fact]
    public void Grids_of_a_file_stay_while_the_others_follow_what_they_see()
    {
        var network = Torch.Small.Network(Torch.Small.Images());
        var state = new QuantizationState(network, new QuantizationOptions(), signed: false);
        var (kept, other) = (state.Plan.Quantizers[0], state.Plan.Quantizers[1]);
        var (tensor, weights) = (new AffineQuantizer(0.0125f, 37), new WeightQuantizer([0.03f], 128, Signed: false));
        var layer = network.Layers[0].Name;
        state.Keep(
            new Dictionary<string, AffineQuantizer> { [kept] = tensor },
            new Dictionary<string, WeightQuantizer> { [layer] = weights }
        );
        foreach (var node in (string[])[kept, other])
            state.Observe(node, [-3, 5, 40], float.NegativeInfinity, float.PositiveInfinity);
        Assert.Equal(tensor, state.Quantizer(kept));
        Assert.NotEqual(tensor, state.Quantizer(other));
        Assert.Same(weights, state.Weights(layer, [1, 2, 3, 4], 2));
        Assert.NotSame(weights, state.Weights(network.Layers[1].Name, [1, 2, 3, 4], 2));
    }

    private static string Refused(Experiment experiment, DataSet set) =>
        Assert.Throws<ExperimentException>(() => NetworkSource.Open(experiment, set)).Message;

    private static DataSet Images(int classes)
    {
        var pixels = new byte[20 * 28 * 28];
        new Random(1).NextBytes(pixels);
        int[] labels = [.. Enumerable.Range(0, 20).Select(i => i % classes)];
        ImageSet Part(bool train) => new(pixels, labels, 1, 28, 28, train);
        return DataSet.Create("test", Part(true), Part(false), [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
    }

    private static string Root()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(at.FullName, "QosNets.slnx")))
            at = at.Parent!;
        return at.FullName;
    }
}
