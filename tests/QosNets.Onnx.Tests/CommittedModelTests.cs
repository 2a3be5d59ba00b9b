using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Whole networks as PyTorch exports them.</summary>
[Collection(TorchCollection.Name)]
public sealed class CommittedModelTests
{
    public static TheoryData<string> Names => [.. CommittedModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_those_of_ONNX_Runtime(string name)
    {
        var model = Agreement.Assert(File.ReadAllBytes(CommittedModels.FileOf(name)), images: 3);
        var isFolded = name.EndsWith("-folded", StringComparison.Ordinal) && name != "densenet-folded";
        Assert.Equal(!isFolded && name is not ("mlp" or "rows"), HasNorms(model));
    }

    [Fact]
    public void All_files_together_are_small() =>
        Assert.InRange(CommittedModels.Names.Sum(n => new FileInfo(CommittedModels.FileOf(n)).Length), 100_000, 300_000);

    [Fact]
    public void Layers_are_called_after_their_weights()
    {
        var model = OnnxImporter.Load(CommittedModels.FileOf("densenet"));
        Assert.Equal(["stem.0", "units.0.2", "units.1.2"], model.Network.Layers.Take(3).Select(l => l.Name));
    }

    [Fact]
    public void Mean_and_deviation_stand_before_the_network()
    {
        var options = new ImportOptions { Mean = [0.4f, 0.5f, 0.6f], Std = [0.2f, 0.25f, 0.3f] };
        var model = Agreement.Assert(File.ReadAllBytes(CommittedModels.FileOf("inception")), options);
        Assert.Equal(["input", "normalize"], model.Network.Nodes.Take(2).Select(n => n.Name));
    }

    [Fact]
    public void Another_size_of_images_goes_through_layers_that_allow_it()
    {
        var model = OnnxImporter.Load(CommittedModels.FileOf("mobilenet_v2"), new ImportOptions { InputSize = 96 });
        Assert.Equal(new(3, 96, 96), model.Network.Input.Shape);
        var fault = Assert.ThrowsAny<Base.OnnxException>(() =>
            OnnxImporter.Load(CommittedModels.FileOf("mlp"), new ImportOptions { InputSize = 8 })
        );
        Assert.Contains("mlp", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxPool")]
    [InlineData("AveragePool")]
    public void A_pool_over_everything_stays_one_at_another_size(string pool)
    {
        byte[] File(int size)
        {
            var b = new ModelBuilder(8, 1, 1, 3, size, size);
            var wide = b.Node(pool, [b.Layer(b.Input, 3, 4)], ("kernel_shape", (int[])[size, size]));
            return b.Finish(b.Node("Flatten", [b.Node("Relu", [wide])]));
        }
        foreach (var size in (int[])[5, 12])
        {
            var model = OnnxImporter.Read(File(9), "model", new ImportOptions { InputSize = size });
            Assert.Contains(model.Notes, n => n.Contains($"becomes {size}×{size}", StringComparison.Ordinal));
            using var reference = Reference.OnnxRuntimeModel.Open(File(size), "own size");
            Assert.InRange(Agreement.Difference(model, reference, new ImportOptions(), 1), 0, 1e-4f);
        }
    }

    [Fact]
    public void A_file_that_reads_blue_first_gets_red_first_images_turned()
    {
        var b = new ModelBuilder(17, 1, 1, 3, 4, 4);
        var file = b.Finish(b.Node("Flatten", [b.Layer(b.Input, 3, 4)]));
        var model = OnnxImporter.Read(file, "model", new ImportOptions { IsBgr = true });
        using var turned = new Training.Torch.FloatNetwork(model.Network, model.Parameters);
        var plain = OnnxImporter.Read(file, "model");
        using var straight = new Training.Torch.FloatNetwork(plain.Network, plain.Parameters);
        float[] red = [.. Enumerable.Range(0, 48).Select(i => i / 48f)];
        float[] blue = [.. red[32..], .. red[16..32], .. red[..16]];
        Assert.Equal(straight.Run(blue), turned.Run(red));
        Assert.NotEqual(straight.Run(red), turned.Run(red));
    }

    private static bool HasNorms(ImportedModel model) => model.Network.BatchNorms.Count > 0 && model.Notes.Count == 0;
}
