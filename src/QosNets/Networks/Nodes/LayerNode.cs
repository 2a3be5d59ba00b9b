using QosNets.Kernels;

namespace QosNets.Networks;

/// <summary>A node whose products an approximate multiplier computes: a convolution or a fully connected layer.</summary>
public abstract record LayerNode(string Name) : Node(Name)
{
    /// <summary>Whether the layer has a parameter <c>NAME.bias</c>.</summary>
    public abstract bool HasBias { get; }

    /// <summary>Sizes of the layer for an input of the given shape.</summary>
    public abstract ConvolutionGeometry Geometry(Shape input);
}
