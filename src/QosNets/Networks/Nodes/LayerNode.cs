using System.Text.Json.Serialization;
using QosNets.Kernels;

namespace QosNets.Networks;

/// <summary>A node whose products an approximate multiplier computes: a convolution or a fully connected layer.</summary>
internal abstract record LayerNode(string Name) : Node(Name)
{
    /// <inheritdoc/>
    [JsonIgnore]
    internal sealed override ValueFlow Flow => ValueFlow.ReadsBytes;

    /// <summary>Whether the layer has a parameter <c>NAME.bias</c>.</summary>
    public abstract bool HasBias { get; }

    /// <summary>
    /// What benchmarks call it: <c>standard</c>, <c>pointwise</c> (1×1), <c>depthwise</c> (one channel a group) or
    /// <c>linear</c>.
    /// </summary>
    public abstract string Kind { get; }

    /// <summary>Sizes of the weights, output channels first.</summary>
    private protected abstract int[] WeightShape { get; }

    /// <summary>Sizes of the layer for an input of the given shape.</summary>
    public abstract ConvolutionGeometry Geometry(Shape input);

    /// <summary>
    /// Weights, which all points share, and what operating points own: the bias where there is one, and without batch
    /// normalisation a scale and a bias in any case.
    /// </summary>
    internal sealed override IReadOnlyList<Parameter> Parameters(Network network)
    {
        var channels = WeightShape[0];
        var alone = network.BatchNormOf(this) is null;
        var all = new List<Parameter> { Own("weight", ParameterRole.Weight, ParameterOwners.Network, WeightShape) };
        if (alone)
            all.Add(Own("scale", ParameterRole.LayerScale, ParameterOwners.Point, channels));
        if (HasBias)
            all.Add(Own("bias", ParameterRole.Bias, ParameterOwners.Both, channels));
        else if (alone)
            all.Add(Own("bias", ParameterRole.Bias, ParameterOwners.Point, channels));
        return all;
    }
}
