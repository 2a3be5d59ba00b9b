using System.Runtime.Intrinsics;

namespace QosNets.Kernels;

/// <summary>
/// The kernels written for one set of processor instructions. Whatever depends on instructions is a member of this class:
/// layouts and element-wise loops ask the path, and only the paths ask the processor. All paths give the same bits.
/// </summary>
internal abstract class KernelPath
{
    private protected KernelPath(string name, bool isSupported)
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

    /// <summary>Kernel of product parts whose factors are bytes, null where the path has none.</summary>
    internal virtual ByteProductKernel? ByteProduct => null;

    /// <summary>Kernel of digit tables, null where the path has none.</summary>
    internal virtual DigitKernel? Digit => null;

    /// <summary>Kernel of passes by columns, null where the path has none.</summary>
    internal virtual ColumnKernel? Column => null;

    /// <summary>What the parts of a plan take; a path chooses the cheapest plan.</summary>
    internal abstract PlanCosts Costs { get; }

    /// <summary>Whether depthwise layers run on <see cref="SingleOutput512"/>.</summary>
    internal virtual bool HasDepthwise => false;

    /// <summary>Whether depthwise layers are summed with <see cref="PackedProducts"/>.</summary>
    internal virtual bool PacksDepthwise => false;

    /// <summary>Whether depthwise layers of tables that are a product are summed with <see cref="SingleProducts256"/>.</summary>
    internal virtual bool MultipliesDepthwise => false;

    /// <summary>Whether sixteen floats become bytes in one instruction, which element-wise loops then use.</summary>
    internal virtual bool ConvertsSixteen => false;

    /// <summary>
    /// Whether a plan is followed for so many output channels of a group. The path must have kernels for it, whose costs are
    /// finite, and the channels must be enough to pay for the passes over the activations; otherwise
    /// <see cref="Multiply"/> takes the whole table.
    /// </summary>
    internal bool Follows(TableParts parts, int channels) =>
        !parts.IsGeneral
        && double.IsFinite(Costs.Of(parts))
        && (parts.Product is null || Product is not null || parts.Product.HasByteFactors)
        && (parts.Columns.Length == 0 || channels >= MinColumnChannels)
        && (parts.Digits.Length == 0 || channels >= MinDigitChannels)
        && (channels >= MinPlannedChannels || (parts.Product is null && parts.Digits.Length == 0));

    // A granule of fewer channels costs more than looking up the whole table.
    private const int MinColumnChannels = ColumnKernel.Lanes / 4;

    /// <summary>Output channels of a group from which on digits are looked up by themselves.</summary>
    private protected virtual int MinDigitChannels => 1;

    /// <summary>Output channels of a group from which on the parts of a plan are worth a pass each.</summary>
    private protected virtual int MinPlannedChannels => 1;

    /// <summary>Positions that one block should have; a multiple of <see cref="VectorPositions"/>.</summary>
    /// <param name="k">Products summed for one output.</param>
    /// <param name="withStrips">Whether a <see cref="StripPath"/> lays strips out for its table or digits.</param>
    internal virtual int BlockPositions(int k, bool withStrips)
    {
        // Kernels use four vectors at a time; more only spread the cost of a block, and fewer blocks share out worse between
        // threads.
        var vectors = Math.Clamp((128 << 10) / (VectorPositions * Math.Max(k, 1)), 4, 28);
        return vectors / 4 * 4 * VectorPositions;
    }

    /// <summary>Blocks are padded to a multiple of this many positions.</summary>
    internal const int VectorPositions = 64;

    /// <summary>Positions from which on a block of a <see cref="PlaneLayout"/> is worth its cost.</summary>
    internal virtual int MinPlanePositions(bool withStrips) => VectorPositions;

    /// <summary>
    /// Sums products looked up in a whole table: r[j, p] = start + Σ_k T[x[offsets[k] + p], w[j, k]] for n output channels j
    /// and some positions p. Sums wrap at 32 bits. Nothing else is written, and nothing read beyond what is said below.
    /// </summary>
    /// <param name="columns">Columns of a <see cref="PreparedTable"/>, aligned to 64 bytes.</param>
    /// <param name="x">Activations; what follows the last may be read as if positions were a multiple of 256.</param>
    /// <param name="offsets">Where each of the k starts in x, any alignment.</param>
    /// <param name="positions">Positions to compute, a multiple of 64, at most stride.</param>
    /// <param name="w">Weights [n, k].</param>
    /// <param name="n">Output channels.</param>
    /// <param name="k">Products summed; 0 gives start.</param>
    /// <param name="start">Value every sum starts from.</param>
    /// <param name="r">Sums [n, stride], aligned to 64 bytes.</param>
    /// <param name="stride">Values from one output channel of r to the next, a multiple of 64.</param>
    internal abstract unsafe void Multiply(
        byte* columns,
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

    /// <summary>
    /// Splits the image rows of a layer of stride 2. Null where the path or the sizes have no such instructions; rows are then
    /// split one by one.
    /// </summary>
    internal virtual PhaseSplit? SplitPhases(ConvolutionGeometry g) => null;

    /// <summary>
    /// The layout of a depthwise layer whose images are small. Null where the path or the sizes have none; the layer is then laid
    /// out as any other.
    /// </summary>
    internal virtual BlockLayout? LayOutSmallImages(ConvolutionGeometry g, int batch) => null;

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
}
