namespace QosNets.Kernels;

/// <summary>Sums what activations and weights find in a digit table.</summary>
internal abstract unsafe class DigitKernel
{
    /// <summary>to[i] = the class of activation from[i]; up to 63 bytes beyond count are read and written.</summary>
    internal virtual void Classify(DigitTable digit, byte* from, byte* to, long count)
    {
        for (long i = 0; i < count; i++)
            to[i] = digit.ClassOf[from[i]];
    }

    /// <summary>r[j, p] += Scale · Σ_k digit[x[offsets[k] + p], w[j, k]], wrapping at 32 bits.</summary>
    /// <param name="digit">The table.</param>
    /// <param name="x">
    /// Classes of the activations; what follows the last may be read as if positions were a multiple of 256.
    /// </param>
    /// <param name="offsets">Where each of the k starts in x, any alignment.</param>
    /// <param name="positions">Positions to compute, a multiple of 64, at most stride.</param>
    /// <param name="w">Weights [n, k].</param>
    /// <param name="n">Output channels.</param>
    /// <param name="k">Products summed.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one output channel of r to the next, a multiple of 64.</param>
    internal abstract void Add(
        DigitTable digit,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int* r,
        int stride
    );
}
