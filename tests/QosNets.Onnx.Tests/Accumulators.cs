using QosNets.Bundles;
using QosNets.Onnx.Reference;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Onnx.Tests;

/// <summary>Accumulators of an exported point beside those of plain loops, to which other tests hold the engine.</summary>
internal static class Accumulators
{
    /// <summary>Asserts that those of every layer are equal; gives the largest.</summary>
    public static long AreEqual(Bundle bundle, OperatingPoint point, ReferenceOutputs results, byte[] pixels, int images)
    {
        var literal = new LiteralInterpreter(bundle, point, images);
        literal.Run(pixels);
        var largest = 0L;
        foreach (var layer in bundle.Network.Layers)
        {
            var expected = literal.Accumulators[layer.Name];
            Assert.Equal(expected, results.Whole($"{layer.Name}.accumulator").Select(a => (long)a));
            largest = Math.Max(largest, expected.Max(Math.Abs));
        }
        return largest;
    }
}
