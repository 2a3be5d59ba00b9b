using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using QosNets.Kernels;
using QosNets.Quantization;

namespace QosNets.Runtime;

/// <summary>
/// How floats become bytes: the numbers of an <see cref="AffineQuantizer"/>, ready to use, with bounds within 0..Max.
/// </summary>
/// <param name="Inverse">One over the scale.</param>
/// <param name="ZeroPoint">The byte that stands for zero.</param>
/// <param name="Low">Smallest byte.</param>
/// <param name="High">Largest byte.</param>
/// <param name="IsWide">Whether sums are taken sixteen at a time, which needs AVX-512; the bytes are the same.</param>
internal readonly record struct Requantizer(float Inverse, float ZeroPoint, float Low, float High, bool IsWide)
{
    public static Requantizer Of(AffineQuantizer q, KernelPath path) =>
        new(1f / q.Scale, q.ZeroPoint, 0, q.Max, path.ConvertsSixteen);

    /// <summary>
    /// The same with an activation before it. Quantisation keeps order, so bounding the value and then quantising gives
    /// the same byte as quantising and then bounding by the bounds' bytes, which costs nothing.
    /// </summary>
    public static Requantizer Of(AffineQuantizer q, KernelPath path, float lower, float upper) =>
        Of(q, path) with
        {
            Low = q.Quantize(lower),
            High = q.Quantize(upper),
        };
}

/// <summary>
/// Loops over values of one channel, eight at a time and then one by one. Both forms do the same IEEE operations in the
/// same order, each rounded on its own, so the bits do not depend on the processor or on where a block ends.
/// </summary>
internal static class Elementwise
{
    // With AVX-512 sixteen values become their bytes in one instruction, which other widths lack.
    private const int WideStep = 16;

    private static int Step => Vector256<float>.Count;

    /// <summary>values = (float)(sums + constant) · scale + offset.</summary>
    public static void Affine(ReadOnlySpan<int> sums, int constant, float scale, float offset, Span<float> values)
    {
        var i = 0;
        for (; i <= sums.Length - Step; i += Step)
            Affine(sums, i, constant, scale, offset).CopyTo(values[i..]);
        for (; i < sums.Length; i++)
            values[i] = Affine(sums[i], constant, scale, offset);
    }

    /// <summary>bytes = quantised (float)(sums + constant) · scale + offset, in one pass.</summary>
    public static void Requantize(
        ReadOnlySpan<int> sums,
        int constant,
        float scale,
        float offset,
        Requantizer q,
        Span<byte> bytes
    )
    {
        bytes = bytes[..sums.Length];
        var i = 0;
        if (q.IsWide)
        {
            for (; i <= sums.Length - WideStep; i += WideStep)
                Quantize(WideAffine(sums, i, constant, scale, offset), q)
                    .StoreUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)i);
        }
        for (; i <= sums.Length - 2 * Step; i += 2 * Step)
        {
            var first = Quantize(Affine(sums, i, constant, scale, offset), q);
            Pack(first, Quantize(Affine(sums, i + Step, constant, scale, offset), q)).CopyTo(bytes[i..]);
        }
        for (; i < sums.Length; i++)
            bytes[i] = Quantize(Affine(sums[i], constant, scale, offset), q);
    }

    /// <summary>
    /// bytes = quantised ((float)(sums + constant) · scale + offset) + addedScale · (added − addedZeroPoint), in one pass.
    /// </summary>
    public static void RequantizeSum(
        ReadOnlySpan<int> sums,
        int constant,
        float scale,
        float offset,
        ReadOnlySpan<byte> added,
        float addedScale,
        int addedZeroPoint,
        Requantizer q,
        Span<byte> bytes
    )
    {
        bytes = bytes[..sums.Length];
        added = added[..sums.Length];
        var i = 0;
        if (q.IsWide)
        {
            for (; i <= sums.Length - WideStep; i += WideStep)
            {
                var steps =
                    Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(added), (nuint)i))
                    - Vector512.Create(addedZeroPoint);
                Quantize(WideAffine(sums, i, constant, scale, offset) + Vector512.ConvertToSingle(steps) * addedScale, q)
                    .StoreUnsafe(ref MemoryMarshal.GetReference(bytes), (nuint)i);
            }
        }
        for (; i <= sums.Length - 2 * Step; i += 2 * Step)
        {
            var (low, high) = Dequantize(added, i, addedScale, addedZeroPoint);
            var first = Quantize(Affine(sums, i, constant, scale, offset) + low, q);
            Pack(first, Quantize(Affine(sums, i + Step, constant, scale, offset) + high, q)).CopyTo(bytes[i..]);
        }
        for (; i < sums.Length; i++)
        {
            var summand = addedScale * (added[i] - addedZeroPoint);
            bytes[i] = Quantize(Affine(sums[i], constant, scale, offset) + summand, q);
        }
    }

    /// <summary>bytes = quantised values.</summary>
    public static void Quantize(ReadOnlySpan<float> values, Requantizer q, Span<byte> bytes)
    {
        bytes = bytes[..values.Length];
        var i = 0;
        for (; i <= values.Length - 2 * Step; i += 2 * Step)
            Pack(Quantize(Load(values, i), q), Quantize(Load(values, i + Step), q)).CopyTo(bytes[i..]);
        for (; i < values.Length; i++)
            bytes[i] = Quantize(values[i], q);
    }

    /// <summary>values = pixels / 255.</summary>
    public static void Pixels(ReadOnlySpan<byte> pixels, Span<float> values)
    {
        var i = 0;
        for (; i <= pixels.Length - 2 * Step; i += 2 * Step)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(pixels.Slice(i, 2 * Step)));
            (Singles(low, 0) / 255f).CopyTo(values[i..]);
            (Singles(high, 0) / 255f).CopyTo(values[(i + Step)..]);
        }
        for (; i < pixels.Length; i++)
            values[i] = pixels[i] / 255f;
    }

    /// <summary>values = scale · (bytes − zeroPoint).</summary>
    public static void Dequantize(ReadOnlySpan<byte> bytes, float scale, int zeroPoint, Span<float> values)
    {
        var i = 0;
        for (; i <= bytes.Length - 2 * Step; i += 2 * Step)
        {
            var (low, high) = Dequantize(bytes, i, scale, zeroPoint);
            low.CopyTo(values[i..]);
            high.CopyTo(values[(i + Step)..]);
        }
        for (; i < bytes.Length; i++)
            values[i] = scale * (bytes[i] - zeroPoint);
    }

    /// <summary>values += scale · (bytes − zeroPoint).</summary>
    public static void AddDequantized(Span<float> values, ReadOnlySpan<byte> bytes, float scale, int zeroPoint)
    {
        bytes = bytes[..values.Length];
        var i = 0;
        for (; i <= bytes.Length - 2 * Step; i += 2 * Step)
        {
            var (low, high) = Dequantize(bytes, i, scale, zeroPoint);
            (Load(values, i) + low).CopyTo(values[i..]);
            (Load(values, i + Step) + high).CopyTo(values[(i + Step)..]);
        }
        for (; i < bytes.Length; i++)
            values[i] += scale * (bytes[i] - zeroPoint);
    }

    /// <summary>values += others.</summary>
    public static void Add(Span<float> values, ReadOnlySpan<float> others)
    {
        var i = 0;
        for (; i <= values.Length - Step; i += Step)
            (Load(values, i) + Load(others, i)).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] += others[i];
    }

    /// <summary>values = values · scale + offset.</summary>
    public static void Affine(Span<float> values, float scale, float offset)
    {
        var i = 0;
        for (; i <= values.Length - Step; i += Step)
            (Load(values, i) * scale + Vector256.Create(offset)).CopyTo(values[i..]);
        for (; i < values.Length; i++)
        {
            var product = values[i] * scale;
            values[i] = product + offset;
        }
    }

    /// <summary>values = (values − mean) / deviation.</summary>
    public static void Normalize(Span<float> values, float mean, float deviation)
    {
        var i = 0;
        for (; i <= values.Length - Step; i += Step)
            ((Load(values, i) - Vector256.Create(mean)) / Vector256.Create(deviation)).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] = (values[i] - mean) / deviation;
    }

    /// <summary>values = min(max(values, lower), upper).</summary>
    public static void Bound(Span<float> values, float lower, float upper)
    {
        var i = 0;
        for (; i <= values.Length - Step; i += Step)
            Vector256.Min(Vector256.Max(Load(values, i), Vector256.Create(lower)), Vector256.Create(upper)).CopyTo(values[i..]);
        for (; i < values.Length; i++)
            values[i] = MathF.Min(MathF.Max(values[i], lower), upper);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ReadOnlySpan<float> values, int i) => Vector256.Create(values.Slice(i, Step));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Affine(ReadOnlySpan<int> sums, int i, int constant, float scale, float offset)
    {
        var accumulators = Vector256.Create(sums.Slice(i, Step)) + Vector256.Create(constant);
        return Vector256.ConvertToSingle(accumulators) * scale + Vector256.Create(offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> WideAffine(ReadOnlySpan<int> sums, int i, int constant, float scale, float offset)
    {
        var accumulators = Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(sums), (nuint)i) + Vector512.Create(constant);
        return Vector512.ConvertToSingle(accumulators) * scale + Vector512.Create(offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Quantize(Vector512<float> values, Requantizer q)
    {
        // Between whole bounds rounding may come last: the conversion rounds to even as well.
        var low = Vector512.Create(q.Low - q.ZeroPoint);
        var high = Vector512.Create(q.High - q.ZeroPoint);
        var steps = Avx512F.ConvertToVector512Int32(Vector512.MinNative(Vector512.MaxNative(values * q.Inverse, low), high));
        return Avx512F.ConvertToVector128Byte(steps + Vector512.Create((int)q.ZeroPoint));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Affine(int sum, int constant, float scale, float offset)
    {
        var product = unchecked(sum + constant) * scale;
        return product + offset;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Quantize(Vector256<float> values, Requantizer q)
    {
        var steps = Vector256.Round(values * q.Inverse, MidpointRounding.ToEven) + Vector256.Create(q.ZeroPoint);
        var bounded = Vector256.MinNative(Vector256.MaxNative(steps, Vector256.Create(q.Low)), Vector256.Create(q.High));
        return Vector256.ConvertToInt32Native(bounded);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Quantize(float value, Requantizer q) =>
        (byte)MathF.Min(MathF.Max(MathF.Round(value * q.Inverse, MidpointRounding.ToEven) + q.ZeroPoint, q.Low), q.High);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Pack(Vector256<int> low, Vector256<int> high)
    {
        var words = Vector256.Narrow(low, high).AsUInt16();
        return Vector128.Narrow(words.GetLower(), words.GetUpper());
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> Low, Vector256<float> High) Dequantize(
        ReadOnlySpan<byte> bytes,
        int i,
        float scale,
        int zeroPoint
    )
    {
        var (lowWords, highWords) = Vector128.Widen(Vector128.Create(bytes.Slice(i, 2 * Step)));
        return (Singles(lowWords, zeroPoint) * scale, Singles(highWords, zeroPoint) * scale);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Singles(Vector128<ushort> words, int zeroPoint)
    {
        var (low, high) = Vector128.Widen(words);
        return Vector256.ConvertToSingle(Vector256.Create(low, high).AsInt32() - Vector256.Create(zeroPoint));
    }
}
