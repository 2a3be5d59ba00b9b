using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QosNets.Kernels;

/// <summary>A weight's column of a <see cref="BytePlane"/> in registers.</summary>
internal unsafe interface IPlaneColumn<TSelf>
    where TSelf : struct, IPlaneColumn<TSelf>
{
    /// <summary>The column of weight w; columns are aligned to 64 bytes.</summary>
    static abstract TSelf Load(byte* columns, byte w);

    /// <summary>Looks 64 rows up.</summary>
    Vector512<byte> LookUp(Vector512<byte> rows);
}

/// <summary>A column of 64 rows: one permute.</summary>
internal readonly unsafe struct Column64(Vector512<byte> values) : IPlaneColumn<Column64>
{
    private readonly Vector512<byte> values = values;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Column64 Load(byte* columns, byte w) => new(Vector512.LoadAligned(columns + 64 * w));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> LookUp(Vector512<byte> rows) => Avx512Vbmi.PermuteVar64x8(values, rows);
}

/// <summary>A column of 128 rows: one permute of two registers.</summary>
internal readonly unsafe struct Column128(Vector512<byte> low, Vector512<byte> high) : IPlaneColumn<Column128>
{
    private readonly Vector512<byte> low = low;
    private readonly Vector512<byte> high = high;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Column128 Load(byte* columns, byte w) =>
        new(Vector512.LoadAligned(columns + 128 * w), Vector512.LoadAligned(columns + 128 * w + 64));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector512<byte> LookUp(Vector512<byte> rows) => Avx512Vbmi.PermuteVar64x8x2(low, rows, high);
}
