using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>
/// Sums of <see cref="ByteStrips"/> over some k of a block. Where the rows of all positions lie is written down once and serves
/// all weights.
/// </summary>
internal unsafe ref struct StripSums
{
    /// <summary>
    /// Most products summed before words become 32-bit sums: words then hold 128 bytes, which signed ones do, and the places
    /// of the rows of 2,048 positions take half a second-level cache of 1 MiB.
    /// </summary>
    internal const int MaxProducts = 128;

    private readonly bool holdsTwo;
    private readonly int positions;
    private readonly byte* strips;
    private readonly ushort* places;
    private int count;

    /// <summary>Sums in the memory of a thread.</summary>
    /// <param name="scratch">The memory; it must not serve others before these are done.</param>
    /// <param name="holdsTwo">Whether a byte holds the sum of two entries.</param>
    /// <param name="positions">Positions, a multiple of 64.</param>
    internal StripSums(Scratch scratch, bool holdsTwo, int positions)
    {
        this.holdsTwo = holdsTwo;
        this.positions = positions;
        strips = scratch.Strips(ByteStrips.AtOnce * ByteStrips.Stride);
        places = (ushort*)scratch.StripPlaces((long)MaxProducts * positions * sizeof(ushort));
        Sums = (byte*)scratch.LaneSums((long)positions * ByteStrips.SumBytes / sizeof(int));
    }

    /// <summary>The sums of each position, two vectors of words.</summary>
    internal byte* Sums { get; }

    /// <summary>Writes down where the rows lie that the activations of some k name.</summary>
    /// <param name="x">Activations.</param>
    /// <param name="offsets">Where each of the k starts in x.</param>
    /// <param name="products">Number of k, at most <see cref="MaxProducts"/>.</param>
    internal readonly void Place(byte* x, nint* offsets, int products)
    {
        var target = places;
        for (var i = 0; i < products; i += ByteStrips.AtOnce, target += ByteStrips.AtOnce * positions)
            Interleave(x + offsets[i], x + offsets[Math.Min(i + 1, products - 1)], target);
    }

    /// <summary>Starts from zero, with the first of the k that were placed.</summary>
    internal void Clear()
    {
        new Span<byte>(Sums, positions * ByteStrips.SumBytes).Clear();
        count = 0;
    }

    /// <summary>Adds the products of the next k, whose 32 weights have these columns.</summary>
    internal void Add(byte** columns)
    {
        ByteStrips.LayOut(columns, strips + count % ByteStrips.AtOnce * ByteStrips.Stride);
        if (++count % ByteStrips.AtOnce == 0)
            AddPair();
    }

    /// <summary>Adds the product of an odd k. Zeros stand in for that beside it.</summary>
    internal void Finish()
    {
        if (count % ByteStrips.AtOnce == 0)
            return;
        new Span<byte>(strips + ByteStrips.Stride, ByteStrips.Rows * ByteStrips.RowBytes).Clear();
        count++;
        AddPair();
    }

    private readonly void AddPair() =>
        ByteStrips.Add(strips, places + (long)(count - ByteStrips.AtOnce) * positions, holdsTwo, positions, Sums);

    private readonly void Interleave(byte* first, byte* second, ushort* target)
    {
        // Rows of 32 bytes.
        const int Shift = 5;
        for (var p = 0; p < positions; p += 16, target += 32)
        {
            Vector128<byte> a = Vector128.Load(first + p),
                b = Vector128.Load(second + p);
            (Avx2.ConvertToVector256Int16(Sse2.UnpackLow(a, b)) << Shift).AsUInt16().Store(target);
            (Avx2.ConvertToVector256Int16(Sse2.UnpackHigh(a, b)) << Shift).AsUInt16().Store(target + 16);
        }
    }
}
