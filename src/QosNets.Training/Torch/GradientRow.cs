using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace QosNets.Training.Torch;

/// <summary>
/// One channel's gradient through a normalisation: Scale·g + Slope·(y − Mean) + Offset with g the gradient by the output where
/// the mask lets it pass, else 0.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly unsafe struct GradientRow(float mean, float scale, float offset, float slope)
{
    /// <summary>Σ g and Σ g·(y − mean) over neighbouring values; a null mask lets all pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (float Gradient, float Product) Sums(float* y, float* gradient, byte* mask, int count, float mean)
    {
        var each = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var m = Vector256.Create(mean);
        var (sums, products) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var (sums2, products2) = (Vector256<float>.Zero, Vector256<float>.Zero);
        var i = 0;
        for (; i <= count - 16; i += 16)
        {
            var g = Passing(gradient + i, mask, i, each);
            var h = Passing(gradient + i + 8, mask, i + 8, each);
            sums += g;
            sums2 += h;
            products += g * (Vector256.Load(y + i) - m);
            products2 += h * (Vector256.Load(y + i + 8) - m);
        }
        var (sum, product) = (Vector256.Sum(sums + sums2), Vector256.Sum(products + products2));
        for (; i < count; i++)
        {
            var g = Passing(gradient[i], mask, i);
            sum += g;
            product += g * (y[i] - mean);
        }
        return (sum, product);
    }

    /// <summary>The gradient by y and, unless null, by what was added after normalisation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Apply(float* y, float* gradient, byte* mask, float* ofY, float* ofResidual, int count)
    {
        var each = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        var (m, a, b, c) = (Vector256.Create(mean), Vector256.Create(scale), Vector256.Create(offset), Vector256.Create(slope));
        var i = 0;
        for (; i <= count - 8; i += 8)
        {
            var g = Passing(gradient + i, mask, i, each);
            (g * a + (Vector256.Load(y + i) - m) * c + b).Store(ofY + i);
            if (ofResidual != null)
                g.Store(ofResidual + i);
        }
        for (; i < count; i++)
        {
            var g = Passing(gradient[i], mask, i);
            ofY[i] = g * scale + (y[i] - mean) * slope + offset;
            if (ofResidual != null)
                ofResidual[i] = g;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Passing(float* gradient, byte* mask, int i, Vector256<int> each)
    {
        var g = Vector256.Load(gradient);
        if (mask == null)
            return g;
        var bits = Vector256.Create((int)mask[i / 8]) & each;
        return g & Vector256.Equals(bits, each).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Passing(float gradient, byte* mask, int i) =>
        mask == null || (mask[i / 8] >> (i % 8) & 1) != 0 ? gradient : 0;
}
