using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Adds strips with AVX2 (see <see cref="ByteStrips"/>). A row of a strip holds the low bytes of the products of one
/// activation with 16 weights, and their high bytes.
/// </summary>
internal unsafe class Avx2Path : StripPath
{
    /// <summary>What the parts of a plan take with AVX2 alone.</summary>
    private protected static readonly PlanCosts Avx2Costs = new()
    {
        Product = 0.27,
        Digit256 = (0.61, 0.61, 0.61),
        Columns = (0.75, 0.65, 0.46),
    };

    // Laying out strips for fewer weights costs more than looking every activation up.
    private const int MinWeights = 3;

    internal Avx2Path()
        : this("avx2", Avx2.IsSupported) { }

    private protected Avx2Path(string name, bool isSupported)
        : base(name, isSupported) { }

    internal override PlanCosts Costs { get; } = Avx2Costs;

    // A row holds the digits of 32 weights, but both bytes of 16.
    private protected override int MinDigitChannels => 17;

    internal override bool MultipliesDepthwise => true;

    internal override ProductKernel Product { get; } = new ProductKernel256();

    internal override DigitKernel Digit { get; } = new DigitKernel256();

    internal override ColumnKernel Column { get; } = new ColumnKernel256();

    internal override void TransposeTile(byte* source, long sourceStride, byte* destination, long destinationStride) =>
        ByteTranspose.Tile(source, sourceStride, destination, destinationStride);

    internal override void Multiply(
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
    )
    {
        if (n < MinWeights)
            ByteLookup.Sum(columns, x, offsets, positions, w, n, k, start, r, stride);
        else
            ProductStrips.Multiply(columns, x, offsets, positions, w, n, k, start, r, stride);
    }
}
