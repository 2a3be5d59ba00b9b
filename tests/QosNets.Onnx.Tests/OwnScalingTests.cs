using QosNets.Data;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Runs;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Files that take the mean off images themselves get pixels / 255, unless the user says otherwise.</summary>
public sealed class OwnScalingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("qosnets-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Images_are_scaled_once(bool itself)
    {
        var experiment = new Experiment { Network = Write(itself) };
        var source = NetworkSource.Open(experiment, Images());
        var scaling = source.Network.Nodes.OfType<NormalizeNode>().First();
        Assert.Equal(itself, scaling.Mean[0] == 0 && scaling.Std[0] == 1);
        Assert.Equal(itself, source.Notes.Any(n => n.Contains("scales images itself", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_mean_that_was_asked_for_stays()
    {
        var experiment = new Experiment
        {
            Network = Write(itself: true),
            Images = new ImageOptions { Mean = [0.5], Std = [0.5] },
        };
        var set = Images() with { Mean = [0.5f], Std = [0.5f] };
        var scaling = NetworkSource.Open(experiment, set).Network.Nodes.OfType<NormalizeNode>().First();
        Assert.Equal((0.5f, 0.5f), (scaling.Mean[0], scaling.Std[0]));
    }

    [Fact]
    public void Images_of_another_size_than_the_files_are_noted()
    {
        var notes = NetworkSource.Open(new Experiment { Network = Write(itself: false) }, Images(12)).Notes;
        Assert.Contains("the file is for images of 1×8×8, and is read for 1×12×12", notes);
        Assert.DoesNotContain(
            NetworkSource.Open(new Experiment { Network = Write(itself: false) }, Images()).Notes,
            n => n.Contains("is read for", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Flat_rows_of_as_many_values_are_no_other_size()
    {
        var b = new ModelBuilder(17, 1, 1, 64);
        var path = Path.Combine(folder, "flat.onnx");
        File.WriteAllBytes(path, b.Finish(b.Node("Gemm", [b.Input, b.Reals(64, 3)])));
        var notes = NetworkSource.Open(new Experiment { Network = path }, Images()).Notes;
        Assert.DoesNotContain(notes, n => n.Contains("is read for", StringComparison.Ordinal));
    }

    private string Write(bool itself)
    {
        var b = new ModelBuilder(17, 1, 1, 1, 8, 8);
        var x = itself ? b.Node("Div", [b.Node("Sub", [b.Input, b.Scalar(0.4f)]), b.Scalar(0.2f)]) : b.Input;
        var pooled = b.Node("GlobalAveragePool", [b.Node("Relu", [b.Layer(x, 1, 3)])]);
        var path = Path.Combine(folder, "net.onnx");
        File.WriteAllBytes(path, b.Finish(b.Node("Flatten", [pooled])));
        return path;
    }

    private static DataSet Images(int side = 8)
    {
        var pixels = new byte[6 * side * side];
        new Random(1).NextBytes(pixels);
        ImageSet Part(bool train) => new(pixels, [0, 1, 2, 0, 1, 2], 1, side, side, train);
        return DataSet.Create("test", Part(true), Part(false), ["a", "b", "c"]);
    }
}
