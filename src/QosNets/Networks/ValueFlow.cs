namespace QosNets.Networks;

/// <summary>How values pass through a node: what it reads, and what becomes of bytes.</summary>
internal enum ValueFlow
{
    /// <summary>The node reads no tensor; it gives float32 values.</summary>
    Source,

    /// <summary>
    /// Every float32 value is computed from the values at the same place of the inputs, which have the node's shape, and from
    /// numbers of its channel. Bytes are dequantised before.
    /// </summary>
    Elementwise,

    /// <summary>
    /// Float32 values are computed from values at other places, or of other shapes. Bytes are dequantised before.
    /// </summary>
    Floats,

    /// <summary>
    /// Every value is one of the input's values or real 0. Bytes stay bytes of the same quantiser, and floats stay floats.
    /// </summary>
    MovesValues,

    /// <summary>The values of the input in the same order, under another shape.</summary>
    Renames,

    /// <summary>The inputs are bytes, and float32 values are computed from them in integers.</summary>
    ReadsBytes,
}

/// <summary>The range that a node cuts values to: min(max(x, Low), High).</summary>
/// <param name="Low">Lowest value; minus infinity where nothing is cut.</param>
/// <param name="High">Highest value, at or above <paramref name="Low"/>; infinity where nothing is cut.</param>
internal readonly record struct ValueBounds(float Low, float High)
{
    /// <summary>All values, which cuts nothing.</summary>
    public static ValueBounds None => new(float.NegativeInfinity, float.PositiveInfinity);
}
