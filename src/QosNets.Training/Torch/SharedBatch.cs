using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// What the operating points of one step have in common: the tensors in front of the first layers, and the emulated outputs
/// of layers that read them, where points give such a layer the same multiplier. The points run one after another, so they
/// also take turns with the buffers of bytes.
/// </summary>
internal sealed class SharedBatch
{
    private readonly HashSet<string> beforeLayers = [];
    private readonly Dictionary<object, Tensor> made = [];

    /// <summary>Finds the nodes that no parameter reaches; every layer has weights.</summary>
    public SharedBatch(Network network)
    {
        foreach (var node in network.Nodes.Where(n => n.Parameters(network).Count == 0))
        {
            if (node.Inputs.All(beforeLayers.Contains))
                beforeLayers.Add(node.Name);
        }
    }

    /// <summary>The buffers of all points.</summary>
    public ActivationBytes Bytes { get; } = new();

    /// <summary>Whether a node's tensor is the same for all points.</summary>
    public bool IsCommon(string node) => beforeLayers.Contains(node);

    /// <summary>A tensor of the batch, made for the first point that asks. It lives until <see cref="Clear"/>.</summary>
    /// <param name="key">What it is.</param>
    /// <param name="input">The batch's images, which the caller owns.</param>
    /// <param name="make">Makes it; it may return <paramref name="input"/>.</param>
    public Tensor Get(object key, Tensor input, Func<Tensor> make)
    {
        if (made.TryGetValue(key, out var known))
            return known;
        var tensor = make();
        if (!ReferenceEquals(tensor, input))
            made[key] = tensor.DetachFromDisposeScope();
        return tensor;
    }

    /// <summary>Forgets the batch.</summary>
    public void Clear()
    {
        foreach (var tensor in made.Values)
            tensor.Dispose();
        made.Clear();
    }
}
