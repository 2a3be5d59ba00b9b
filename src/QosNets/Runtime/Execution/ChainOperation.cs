using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>
/// An element-wise node, bound to an operating point, applied to neighbouring positions of one image and channel.
/// </summary>
internal abstract class ChainOperation
{
    /// <summary>The range to which the operation cuts values, when that is all it does; else null.</summary>
    public virtual ValueBounds? Bounds => null;

    /// <summary>The tensor of bytes that the operation adds, when that is all it does; else null.</summary>
    public virtual TensorSlot? AddedBytes => null;

    public abstract void Apply(Workspace workspace, int image, int channel, int position, Span<float> values);
}
