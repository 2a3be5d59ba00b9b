namespace QosNets.Kernels;

/// <summary>
/// What is done with finished sums (requantisation, storing). Every output value is given exactly once.
/// <see cref="Store"/> is called from several threads at a time and must not call a kernel itself.
/// </summary>
internal interface IEpilogue
{
    /// <summary>Takes the sums of neighbouring positions of one image and one channel.</summary>
    /// <param name="image">Index of the image in the batch.</param>
    /// <param name="channel">Output channel.</param>
    /// <param name="position">First position: row · OutWidth + column.</param>
    /// <param name="accumulators">Sums of the positions from <paramref name="position"/> on.</param>
    void Store(int image, int channel, int position, ReadOnlySpan<int> accumulators);
}
