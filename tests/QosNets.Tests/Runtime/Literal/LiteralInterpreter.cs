using QosNets.Bundles;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Tests.Runtime;

/// <summary>
/// The network node by node, as docs/bundle-format.md states it: one tensor for each node, plain loops, nothing merged, and
/// nothing shared with the engine. A quantised tensor is kept as its bytes; whoever wants floats reads it dequantised.
/// </summary>
internal sealed class LiteralInterpreter(Bundle bundle, OperatingPoint point, int batch)
{
    private readonly Dictionary<string, float[]> floats = [];
    private readonly Dictionary<string, byte[]> bytes = [];

    public Bundle Bundle => bundle;

    public Network Network => bundle.Network;

    public OperatingPoint Point => point;

    /// <summary>Number of images.</summary>
    public int Batch => batch;

    /// <summary>Pixels of the batch, 0..255.</summary>
    public byte[] Pixels { get; private set; } = [];

    /// <summary>Accumulators of every layer that has run, [batch, C, H, W].</summary>
    public Dictionary<string, long[]> Accumulators { get; } = [];

    public float[] Run(byte[] pixels)
    {
        Pixels = pixels;
        foreach (var node in Network.Nodes)
            LiteralOperators.Of(node).Run(this, node);
        return Floats(Network.Output.Name);
    }

    /// <summary>Values of a tensor as float32, [batch, C, H, W].</summary>
    public float[] Floats(string node) =>
        floats.TryGetValue(node, out var values) ? values : [.. bytes[node].Select(Quantizer(node)!.Dequantize)];

    /// <summary>Bytes of a tensor that is quantised.</summary>
    public byte[] Bytes(string node) => bytes[node];

    /// <summary>The quantiser of a tensor's bytes, or null when it is float32.</summary>
    public AffineQuantizer? Quantizer(string node) => bundle.Plan.SourceOf(node) is { } source ? bundle.Quantizers[source] : null;

    /// <summary>A parameter of the point.</summary>
    public float[] Parameter(Node node, string name) => point.Parameters[$"{node.Name}.{name}"];

    /// <summary>Keeps a node's float32 values, quantised where the plan says so.</summary>
    public void Store(Node node, float[] values)
    {
        if (bundle.Plan.SourceOf(node.Name) is { } source)
            bytes[node.Name] = [.. values.Select(bundle.Quantizers[source].Quantize)];
        else
            floats[node.Name] = values;
    }

    /// <summary>Keeps f(value, channel) of every value of an input.</summary>
    public void Map(Node node, string input, Func<float, int, float> f)
    {
        var shape = Network.ShapeOf(node.Name);
        Store(node, [.. Floats(input).Select((x, i) => f(x, i / (shape.Height * shape.Width) % shape.Channels))]);
    }

    /// <summary>
    /// Moves values image by image; bytes travel as whole floats, which hold them exactly, and real 0 is the second argument.
    /// </summary>
    public void Move(Node node, string input, Func<float[], float, float[]> move)
    {
        var quantizer = Quantizer(node.Name);
        var values = quantizer is null ? Floats(input) : bytes[input].Select(b => (float)b).ToArray();
        float zero = quantizer is null ? 0 : quantizer.ZeroPoint;
        float[] moved = [.. values.Chunk(Network.ShapeOf(input).Length).SelectMany(image => move(image, zero))];
        if (quantizer is null)
            floats[node.Name] = moved;
        else
            bytes[node.Name] = [.. moved.Select(v => (byte)v)];
    }
}
