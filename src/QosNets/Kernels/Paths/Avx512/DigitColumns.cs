using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>A weight's column of a <see cref="DigitTable"/> in registers.</summary>
internal unsafe interface IDigitColumn<TSelf>
    where TSelf : struct, IDigitColumn<TSelf>
{
    /// <summary>The column of weight w; columns are aligned to 64 bytes.</summary>
    static abstract TSelf Load(byte* columns, byte w);

    /// <summary>Looks 64 classes up.</summary>
    Vector512<byte> LookUp(Vector512<byte> classes);
}

/// <summary>A column of 64 classes: one permute.</summary>
internal readonly unsafe struct Column64(Vector512<byte> values) : IDigitColumn<Column64>
{
    private readonly Vector512<byte> values = values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Column64 Load(byte* columns, byte w) => new(Vector512.LoadAligned(columns + 64 * w));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> LookUp(Vector512<byte> classes) => Avx512Vbmi.PermuteVar64x8(values, classes);
}

/// <summary>A column of 128 classes: one permute of two registers.</summary>
internal readonly unsafe struct Column128(Vector512<byte> low, Vector512<byte> high) : IDigitColumn<Column128>
{
    private readonly Vector512<byte> low = low;
    private readonly Vector512<byte> high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Column128 Load(byte* columns, byte w) =>
        new(Vector512.LoadAligned(columns + 128 * w), Vector512.LoadAligned(columns + 128 * w + 64));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> LookUp(Vector512<byte> classes) => Avx512Vbmi.PermuteVar64x8x2(low, classes, high);
}
