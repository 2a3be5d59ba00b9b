using QosNets.Bundles;
using QosNets.Data;
using QosNets.Onnx.Export;
using QosNets.Onnx.Reference;
using QosNets.Runtime;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Points of a finished run on the whole test split, in ONNX Runtime and in the engine; minutes.</summary>
public sealed class WholeSplitTests
{
    private const string Variable = "QOSNETS_ONNX_BUNDLE";
    private const int Batch = 100;

    [Fact]
    public void Every_test_image_has_the_engine_s_logits_at_every_point()
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipUnless(path is { Length: > 0 }, $"{Variable} names no bundle of the embedded data set");
        var bundle = Bundle.Load(path!);
        var (test, shape) = (DataSets.Open(bundle.Metadata.Dataset, null, null).Test, bundle.Network.Input.Shape);
        var engine = new Engine(bundle);
        foreach (var point in bundle.Points)
        {
            using var reference = OnnxRuntimeModel.Open(
                OnnxExporter.Write(bundle, point.Name, ExportForm.Lut, accumulators: true),
                point.Name
            );
            for (var at = 0; at < test.Count; at += Batch)
            {
                var pixels = test.Pixels.AsSpan(at * test.ImageSize, Batch * test.ImageSize).ToArray();
                long[] dims = [Batch, shape.Channels, shape.Height, shape.Width];
                var results = reference.Run(PointExport.InputName, pixels, dims);
                Assert.Equal(engine.Run(point.Name, pixels, Batch), results.Reals(PointExport.OutputName));
                // Plain loops take minutes for all images.
                if (at == 0)
                    Assert.True(Accumulators.AreEqual(bundle, point, results, pixels, Batch) > 0);
            }
        }
    }
}
