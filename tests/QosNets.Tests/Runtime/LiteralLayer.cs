using QosNets.Kernels;
using QosNets.Multipliers;

namespace QosNets.Tests.Runtime;

/// <summary>The accumulator of docs/method.md, "The accumulator", term by term, in 64-bit integers and plain loops.</summary>
internal static class LiteralLayer
{
    public static long[] Accumulate(
        ConvolutionGeometry g,
        int batch,
        byte[] input,
        byte[] weights,
        int zw,
        int zx,
        TruthTable table,
        bool correct
    )
    {
        var f = correct ? Correction(weights, table) : new long[256];
        var result = new long[batch * g.OutputLength];
        var perGroup = g.OutChannels / g.Groups;
        var inPerGroup = g.InChannels / g.Groups;
        var at = 0;
        for (var image = 0; image < batch; image++)
        for (var n = 0; n < g.OutChannels; n++)
        for (var row = 0; row < g.OutHeight; row++)
        for (var column = 0; column < g.OutWidth; column++)
        {
            long products = 0,
                corrections = 0,
                sumX = 0,
                sumW = 0;
            var k = n * g.FanIn;
            for (var c = 0; c < inPerGroup; c++)
            for (var i = 0; i < g.KernelHeight; i++)
            for (var j = 0; j < g.KernelWidth; j++)
            {
                var y = row * g.StrideHeight + i * g.DilationHeight - g.PadTop;
                var x = column * g.StrideWidth + j * g.DilationWidth - g.PadLeft;
                var inside = y >= 0 && y < g.InHeight && x >= 0 && x < g.InWidth;
                var channel = n / perGroup * inPerGroup + c;
                var a = inside ? input[((image * g.InChannels + channel) * g.InHeight + y) * g.InWidth + x] : (byte)zx;
                var b = weights[k++];
                products += table[a, b];
                corrections += f[a];
                sumX += TruthTable.Operand(a, table.Signed);
                sumW += TruthTable.Operand(b, table.Signed);
            }
            result[at++] = products - corrections - zx * sumW - zw * sumX + (long)g.FanIn * zx * zw;
        }
        return result;
    }

    /// <summary>f(a) = Σ_w q(w)·e(a, w), rounded half to even.</summary>
    private static long[] Correction(byte[] weights, TruthTable table)
    {
        var errors = table.ErrorMap();
        var f = new long[256];
        for (var a = 0; a < 256; a++)
            f[a] = (long)
                Math.Round((decimal)weights.Sum(w => (long)errors[256 * a + w]) / weights.Length, MidpointRounding.ToEven);
        return f;
    }
}
