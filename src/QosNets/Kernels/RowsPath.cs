namespace QosNets.Kernels;

/// <summary>
/// A path that lays out rows of products for every activation, 256 a block whatever its positions, so that blocks must be large.
/// </summary>
internal abstract class RowsPath(string name, bool isSupported) : GemmPath(name, isSupported)
{
    internal override int MinPlanePositions => 2048;

    internal override int BlockPositions(int n, int k) =>
        Math.Clamp((1 << 20) / Math.Max(k, 1), 512, 2048) / VectorPositions * VectorPositions;
}
