using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using QosNets.Quantization;

namespace QosNets.Training.Torch;

/// <summary>A quantiser with the activation function that is fused in front of it: values are first cut to Low..High.</summary>
internal readonly record struct ClippedQuantizer(AffineQuantizer Quantizer, float Low, float High)
{
    /// <summary>A quantiser with nothing in front of it.</summary>
    public static ClippedQuantizer Alone(AffineQuantizer quantizer) =>
        new(quantizer, float.NegativeInfinity, float.PositiveInfinity);
}

/// <summary>
/// Quantisation of float32 tensors in one pass, by the formula of <see cref="AffineQuantizer"/>: the bytes are those that
/// the engine computes from the same values.
/// </summary>
internal static unsafe class QuantizeKernels
{
    private const int Chunk = 1 << 15;

    /// <summary>
    /// Bytes and the real values that they stand for. <paramref name="real"/> may be empty when only bytes are wanted,
    /// <paramref name="bytes"/> when only real values are.
    /// </summary>
    public static void Quantize(ReadOnlySpan<float> x, in ClippedQuantizer clipped, Span<float> real, Span<byte> bytes)
    {
        var c = clipped;
        fixed (float* px = x)
        fixed (float* pr = real)
        fixed (byte* pb = bytes)
        {
            var (ax, ar, ab, n) = ((nint)px, (nint)pr, (nint)pb, x.Length);
            InChunks(n, (from, to) => QuantizeRange((float*)ax, (float*)ar, (byte*)ab, from, to, c));
        }
    }

    /// <summary>The open range of values whose gradient passes: inside both the activation's and the quantiser's range.</summary>
    public static (float Low, float High) PassingRange(in ClippedQuantizer clipped)
    {
        var q = clipped.Quantizer;
        return (
            Math.Max(clipped.Low, (float)(q.Scale * (-0.5 - q.ZeroPoint))),
            Math.Min(clipped.High, (float)(q.Scale * (q.Max + 0.5 - q.ZeroPoint)))
        );
    }

    /// <summary>Straight-through gradient: passes where x lay inside both the activation's and the quantiser's range.</summary>
    public static void Backward(
        ReadOnlySpan<float> x,
        ReadOnlySpan<float> gradient,
        in ClippedQuantizer clipped,
        Span<float> result
    )
    {
        var (low, high) = PassingRange(clipped);
        fixed (float* px = x)
        fixed (float* pg = gradient)
        fixed (float* pr = result)
        {
            var (ax, ag, ar, n) = ((nint)px, (nint)pg, (nint)pr, x.Length);
            InChunks(n, (from, to) => BackwardRange((float*)ax, (float*)ag, (float*)ar, from, to, low, high));
        }
    }

    private static void InChunks(int n, Action<int, int> work)
    {
        var chunks = (n + Chunk - 1) / Chunk;
        if (chunks <= 1)
            work(0, n);
        else
            Parallel.For(0, chunks, Threading.Options, i => work(i * Chunk, Math.Min(n, (i + 1) * Chunk)));
    }

    private static void QuantizeRange(float* x, float* real, byte* bytes, int from, int to, in ClippedQuantizer c)
    {
        var q = c.Quantizer;
        var i = from;
        var rounding = new Rounding(q);
        var (low, high) = (Vector256.Create(c.Low), Vector256.Create(c.High));
        for (; i <= to - 32; i += 32)
        {
            var a = rounding.Steps(Vector256.Min(Vector256.Max(Vector256.Load(x + i), low), high));
            var b = rounding.Steps(Vector256.Min(Vector256.Max(Vector256.Load(x + i + 8), low), high));
            var d = rounding.Steps(Vector256.Min(Vector256.Max(Vector256.Load(x + i + 16), low), high));
            var e = rounding.Steps(Vector256.Min(Vector256.Max(Vector256.Load(x + i + 24), low), high));
            if (real != null)
            {
                rounding.Real(a).Store(real + i);
                rounding.Real(b).Store(real + i + 8);
                rounding.Real(d).Store(real + i + 16);
                rounding.Real(e).Store(real + i + 24);
            }
            if (bytes != null)
                Rounding.Narrow(a, b, d, e).Store(bytes + i);
        }
        for (; i < to; i++)
        {
            var value = q.Quantize(Math.Min(Math.Max(x[i], c.Low), c.High));
            if (real != null)
                real[i] = q.Dequantize(value);
            if (bytes != null)
                bytes[i] = value;
        }
    }

    private static void BackwardRange(float* x, float* g, float* result, int from, int to, float low, float high)
    {
        var i = from;
        var (l, h) = (Vector256.Create(low), Vector256.Create(high));
        for (; i <= to - 8; i += 8)
        {
            var v = Vector256.Load(x + i);
            var inside = Vector256.GreaterThan(v, l) & Vector256.LessThan(v, h);
            (Vector256.Load(g + i) & inside).Store(result + i);
        }
        for (; i < to; i++)
            result[i] = x[i] > low && x[i] < high ? g[i] : 0;
    }

    /// <summary>Smallest and largest value.</summary>
    public static (float Low, float High) Range(ReadOnlySpan<float> x)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        var i = 0;
        if (x.Length >= 8)
        {
            var (l, h) = (Vector256.Create(low), Vector256.Create(high));
            ref var first = ref MemoryMarshal.GetReference(x);
            for (; i <= x.Length - 8; i += 8)
            {
                var v = Vector256.LoadUnsafe(ref first, (nuint)i);
                l = Vector256.Min(l, v);
                h = Vector256.Max(h, v);
            }
            for (var lane = 0; lane < 8; lane++)
                (low, high) = (Math.Min(low, l[lane]), Math.Max(high, h[lane]));
        }
        for (; i < x.Length; i++)
            (low, high) = (Math.Min(low, x[i]), Math.Max(high, x[i]));
        return (low, high);
    }

    /// <summary>The formula of <see cref="AffineQuantizer"/>, eight values at a time.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly struct Rounding(AffineQuantizer q)
    {
        private readonly Vector256<float> scale = Vector256.Create(q.Scale);
        private readonly Vector256<float> inverse = Vector256.Create(1f / q.Scale);
        private readonly Vector256<float> zero = Vector256.Create((float)q.ZeroPoint);
        private readonly Vector256<float> max = Vector256.Create((float)q.Max);

        /// <summary>The bytes of values, as whole numbers.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Steps(Vector256<float> v) =>
            Vector256.Min(Vector256.Max(Vector256.Round(v * inverse) + zero, Vector256<float>.Zero), max);

        /// <summary>The real values of whole numbers.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<float> Real(Vector256<float> steps) => (steps - zero) * scale;

        /// <summary>Whole numbers as bytes, in order.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<byte> Narrow(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
        {
            var ab = Vector256.Narrow(Vector256.ConvertToInt32Native(a), Vector256.ConvertToInt32Native(b));
            var cd = Vector256.Narrow(Vector256.ConvertToInt32Native(c), Vector256.ConvertToInt32Native(d));
            return Vector256.Narrow(ab.AsUInt16(), cd.AsUInt16());
        }
    }
}
