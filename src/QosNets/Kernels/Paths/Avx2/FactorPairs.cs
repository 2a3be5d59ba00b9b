using System.Runtime.InteropServices;

namespace QosNets.Kernels;

/// <summary>The products of a position of one output channel, by twos.</summary>
/// <param name="offsets">Where each pair of activations starts, from that of the position on.</param>
/// <param name="factors">Pairs of 16-bit factors.</param>
/// <param name="count">Number of pairs.</param>
/// <param name="start">What sums start from.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe ref struct FactorPairs(nint* offsets, int* factors, int count, int start)
{
    internal readonly nint* Offsets = offsets;
    internal readonly int* Factors = factors;
    internal readonly int Count = count;
    internal readonly int Start = start;
}
