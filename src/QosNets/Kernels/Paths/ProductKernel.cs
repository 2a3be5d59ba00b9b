namespace QosNets.Kernels;

/// <summary>Sums Σ_k A(x_k)·B(w_k) with 16-bit multiplications that add two neighbouring k in 32 bits.</summary>
internal abstract unsafe class ProductKernel
{
    /// <summary>Lays out A of 64 positions for <see cref="Add"/>: [(k + 1) / 2, 64] pairs of 16-bit values.</summary>
    /// <param name="x">Activations.</param>
    /// <param name="offsets">Where each of the k starts in x.</param>
    /// <param name="k">Products per sum; an odd one is filled up with A = 0.</param>
    /// <param name="part">The product.</param>
    /// <param name="pairs">Aligned to 64 bytes. The order of the positions is the kernel's own.</param>
    internal abstract void Pack(byte* x, nint* offsets, int k, ProductPart part, uint* pairs);

    /// <summary>r[j, p] = starts[j] + Σ of the products at 64 positions, wrapping at 32 bits.</summary>
    /// <param name="pairs">The activations, packed.</param>
    /// <param name="factors">B of the weights, for every output channel pairs of 16-bit values.</param>
    /// <param name="factorStride">Pairs from one output channel to the next.</param>
    /// <param name="starts">What the sums of each output channel start from; null when they start from what r holds.</param>
    /// <param name="n">Output channels.</param>
    /// <param name="count">Pairs of k to sum.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one output channel of r to the next, a multiple of 64.</param>
    internal abstract void Add(uint* pairs, int* factors, int factorStride, int* starts, int n, int count, int* r, int stride);
}
