using QosNets.Onnx.Reference;
using QosNets.Training.Torch;

namespace QosNets.Onnx.Tests;

/// <summary>An imported model beside ONNX Runtime, in float32.</summary>
internal static class Agreement
{
    private const float Tolerance = 1e-4f;

    /// <summary>Asserts that both give the same values for seeded images.</summary>
    public static ImportedModel Assert(byte[] file, ImportOptions? options = null, int images = 2)
    {
        var model = OnnxImporter.Read(file, "model", options);
        using var reference = OnnxRuntimeModel.Open(file, "model");
        var difference = Difference(model, reference, options ?? new ImportOptions(), images);
        Xunit.Assert.True(difference <= Tolerance, $"the largest difference is {difference} of the largest value");
        return model;
    }

    /// <summary>The largest difference as a share of the largest value.</summary>
    public static float Difference(ImportedModel model, OnnxRuntimeModel reference, ImportOptions options, int images)
    {
        var shape = model.Network.Input.Shape;
        var random = new Random(7);
        float[] values = [.. Enumerable.Range(0, images * shape.Length).Select(_ => 2 * random.NextSingle() - 0.5f)];
        using var network = new FloatNetwork(model.Network, model.Parameters);
        var actual = network.Run(values);
        if (options is { Mean: { } mean, Std: { } std })
        {
            for (var i = 0; i < values.Length; i++)
            {
                var channel = i / (shape.Height * shape.Width) % shape.Channels;
                values[i] = (values[i] - mean[channel]) / std[channel];
            }
        }
        var input = ReferenceInput.Of(model, values);
        var expected = reference.Run(model.Input.Name, input, ReferenceInput.Dims(model, images), model.Input.Output);
        Xunit.Assert.Equal(expected.Length, actual.Length);
        Xunit.Assert.All(actual, v => Xunit.Assert.True(float.IsFinite(v)));
        var largest = expected.Max(Math.Abs);
        Xunit.Assert.True(largest > 0);
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / largest;
    }
}
