namespace QosNets.Kernels;

/// <summary>Sums one byte plane of a table.</summary>
internal abstract unsafe class PlaneKernel
{
    /// <summary>to[i] = the plane's row of from[i]; up to 63 bytes beyond count are read and written.</summary>
    internal abstract void Map(BytePlane plane, byte* from, byte* to, long count);

    /// <summary>r[j, p] += Scale · Σ_k plane[x[offsets[k] + p], w[j, k]], wrapping at 32 bits.</summary>
    /// <param name="plane">The plane.</param>
    /// <param name="x">Rows of the activations; what follows the last may be read as if positions were a multiple of 256.</param>
    /// <param name="offsets">Where each of the k starts in x, any alignment.</param>
    /// <param name="positions">Positions to compute, a multiple of 64, at most stride.</param>
    /// <param name="w">Weights [n, k].</param>
    /// <param name="n">Rows of weights.</param>
    /// <param name="k">Products summed.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one row of r to the next, a multiple of 64.</param>
    internal abstract void Add(BytePlane plane, byte* x, nint* offsets, int positions, byte* w, int n, int k, int* r, int stride);
}
