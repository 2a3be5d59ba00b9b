using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>One way to sum products of a table: a set of processor instructions.</summary>
public abstract class GemmPath
{
    private protected GemmPath(string name, bool isSupported)
    {
        Name = name;
        IsSupported = isSupported;
    }

    /// <summary>Name as the variable QOSNETS_KERNEL takes it.</summary>
    public string Name { get; }

    /// <summary>Whether this processor, as the runtime sees it, can run the path.</summary>
    public bool IsSupported { get; }

    /// <summary>Kernel of the product part of a table, null where the path has none.</summary>
    internal virtual ProductKernel? Product => null;

    /// <summary>Kernel of byte planes, null where the path has none.</summary>
    internal virtual PlaneKernel? Plane => null;

    /// <summary>Whether the path has <see cref="SingleRow512"/>.</summary>
    internal virtual bool HasDepthwise => false;

    /// <summary>Whether sixteen floats become bytes in one instruction, which element-wise loops then use.</summary>
    internal virtual bool ConvertsSixteen => false;

    /// <summary>The splitter of stride-2 layers; null where the path or the sizes have none, and rows are split one by one.</summary>
    internal virtual PhaseSplit? SplitPhases(ConvolutionGeometry g) => null;

    /// <summary>
    /// target[i] = source[i] where mask[i] is 255, filling where it is 0; up to 31 bytes beyond length are read and written.
    /// </summary>
    /// <param name="mask">Bytes of 0 or 255, aligned to 64 bytes.</param>
    /// <param name="source">Bytes to copy, any alignment.</param>
    /// <param name="filling">Byte in place of those that are masked out.</param>
    /// <param name="target">Any alignment; it does not overlap the source.</param>
    /// <param name="length">Bytes to copy.</param>
    internal virtual unsafe void CopyMasked(byte* mask, byte* source, byte filling, byte* target, int length)
    {
        for (var i = 0; i < length; i += 32)
            Vector256
                .ConditionalSelect(Vector256.LoadAligned(mask + i), Vector256.Load(source + i), Vector256.Create(filling))
                .Store(target + i);
    }

    /// <summary>destination[c, r] = source[r, c] of 16×16 bytes; strides in bytes.</summary>
    internal virtual unsafe void TransposeTile(byte* source, long sourceStride, byte* destination, long destinationStride)
    {
        for (var r = 0; r < 16; r++)
        for (var c = 0; c < 16; c++)
            destination[c * destinationStride + r] = source[r * sourceStride + c];
    }

    /// <summary>
    /// Whether the path has the kernels for a plan, and the plan is worth its passes over the activations for so many
    /// output channels of a group; otherwise it computes with the whole table.
    /// </summary>
    internal bool Runs(TableParts parts, int channels) =>
        !parts.IsGeneral
        && (parts.Product is null || Product is not null)
        && (parts.Planes.Length == 0 || Plane is not null)
        && (channels >= MinPlannedChannels || (parts.Product is null && parts.Planes.Length == 0));

    /// <summary>Output channels of a group from which on products and planes of a plan are computed apart.</summary>
    private protected virtual int MinPlannedChannels => 1;

    /// <summary>Positions that one block should have; a multiple of <see cref="VectorPositions"/>.</summary>
    internal abstract int BlockPositions(int n, int k);

    /// <summary>Blocks are padded to a multiple of this many positions.</summary>
    internal const int VectorPositions = 64;

    /// <summary>Positions that make a block of planes worth its while.</summary>
    internal virtual int MinPlanePositions => VectorPositions;

    /// <summary>
    /// r[j, p] = start + Σ_k T[x[offsets[k] + p], w[j, k]] with sums that wrap at 32 bits.
    /// Nothing else beyond the given sizes is read or written.
    /// </summary>
    /// <param name="planes">One part of a <see cref="PreparedTable"/>, aligned to 64 bytes.</param>
    /// <param name="x">Activations; what follows the last may be read as if positions were a multiple of 256.</param>
    /// <param name="offsets">Where each of the k starts in x, any alignment.</param>
    /// <param name="positions">Positions to compute, a multiple of 64, at most stride.</param>
    /// <param name="w">Weights [n, k].</param>
    /// <param name="n">Rows of weights.</param>
    /// <param name="k">Products summed; 0 gives start.</param>
    /// <param name="start">Value every sum starts from.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one row of r to the next, a multiple of 64.</param>
    internal abstract unsafe void Multiply(
        byte* planes,
        byte* x,
        nint* offsets,
        int positions,
        byte* w,
        int n,
        int k,
        int start,
        int* r,
        int stride
    );
}
