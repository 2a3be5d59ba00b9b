using QosNets.Bundles;
using QosNets.Onnx.Reference;
using QosNets.Runtime;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Whole networks in the form of static quantisation: the engine on the file's own grids beside ONNX Runtime.</summary>
public sealed class StaticQuantisationTests
{
    private const int Images = 8;

    public static TheoryData<string, bool> Names =>
        [
            .. from name in CommittedModels.Names
            from perChannel in (bool[])[false, true]
            select new TheoryDataRow<string, bool>(name, perChannel),
        ];

    [Theory]
    [MemberData(nameof(Names))]
    public void Logits_are_those_of_ONNX_Runtime_but_for_steps_of_inner_grids(string name, bool perChannel)
    {
        var file = File.ReadAllBytes(CommittedModels.FileOf(name));
        var model = OnnxImporter.Read(file, name);
        var pixels = RandomTables.Bytes(new Random(3), Images * model.Network.Input.Shape.Length);
        var values = ReferenceInput.Of(model, [.. pixels.Select(p => p / 255f)]);
        var dims = ReferenceInput.Dims(model, Images);

        var quantised = StaticQuantisation.Of(file, values, dims, perChannel);
        using var reference = OnnxRuntimeModel.Open(quantised, name);
        var expected = reference.Run(model.Input.Name, values, dims, model.Input.Output);

        var imported = OnnxImporter.Read(quantised, name);
        Assert.Equal(model.Network.Layers.Count, imported.WeightQuantizers.Count);
        Assert.All(imported.WeightQuantizers.Values, q => Assert.True(perChannel || q.Scales.Length == 1));
        var classes = Enumerable.Range(0, imported.Network.Classes).Select(c => $"{c}").ToArray();
        var bundle = QuantisedModel.ToBundle(imported, RandomBundles.Library(signed: false), new BundleMetadata("none", classes));
        var actual = new Engine(bundle).Run("exact", pixels, Images);

        var largest = expected.Max(MathF.Abs);
        var difference = expected.Zip(actual, (e, a) => MathF.Abs(e - a)).Max() / largest;
        Assert.True(difference < 0.01f, $"{difference} of the largest value");
    }
}
