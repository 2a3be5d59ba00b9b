using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>A network in float32 as the trainer computes it, with given parameters and without quantisation.</summary>
internal sealed class FloatNetwork : IDisposable
{
    private readonly ParameterStore parameters = new();
    private readonly Network network;

    /// <summary>Makes a network with its parameters.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="values">Values of every parameter of <see cref="NetworkParameters.Of"/>, by name.</param>
    /// <exception cref="TorchException">The training library cannot be loaded.</exception>
    public FloatNetwork(Network network, IReadOnlyDictionary<string, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(values);
        TorchLoader.Ensure();
        this.network = network;
        foreach (var p in NetworkParameters.Of(network))
            parameters.Add(p.Name, values[p.Name], p.Shape, trains: false);
    }

    /// <summary>The values of the network's output.</summary>
    /// <param name="images">[images, channels, rows, columns], values of the input node: pixels / 255 for images.</param>
    /// <returns>[images, values of the output].</returns>
    public float[] Run(ReadOnlySpan<float> images)
    {
        var shape = network.Input.Shape;
        using var off = no_grad();
        using var scope = NewDisposeScope();
        var x = empty([images.Length / shape.Length, shape.Channels, shape.Height, shape.Width], ScalarType.Float32);
        images.CopyTo(TensorSpans.Floats(x));
        return [.. TensorSpans.Floats(new ForwardPass(network, parameters).Run(x).contiguous())];
    }

    /// <inheritdoc/>
    public void Dispose() => parameters.Dispose();
}
