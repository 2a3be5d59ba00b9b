namespace QosNets.Kernels;

/// <summary>
/// A path that lays out strips: for each k, one strip of products for each of the 256 activation bytes. It does so anew for
/// every block, whatever its size, so blocks must be large.
/// </summary>
internal abstract class StripPath(string name, bool isSupported) : KernelPath(name, isSupported)
{
    internal override bool PacksDepthwise => true;

    internal override int MinPlanePositions(bool withStrips) => withStrips ? 2048 : base.MinPlanePositions(withStrips);

    internal override int BlockPositions(int k, bool withStrips) =>
        withStrips
            ? Math.Clamp((1 << 20) / Math.Max(k, 1), 512, 2048) / VectorPositions * VectorPositions
            : base.BlockPositions(k, withStrips);
}
