using QosNets.Kernels;

namespace QosNets.Tests.Kernels;

/// <summary>The definitions, as plain loops.</summary>
internal static class Reference
{
    internal static int[] Multiply(int[] table, byte[] x, byte[] w, int m, int n, int k)
    {
        var r = new int[m * n];
        for (var i = 0; i < m; i++)
        for (var j = 0; j < n; j++)
        for (var l = 0; l < k; l++)
            r[i * n + j] = unchecked(r[i * n + j] + table[256 * x[i * k + l] + w[j * k + l]]);
        return r;
    }

    internal static int[] Convolve(ConvolutionGeometry g, int batch, byte[] x, byte padding, byte[] w, int[] table)
    {
        var r = new int[batch * g.OutputLength];
        var channels = g.InChannels / g.Groups;
        var at = 0;
        for (var b = 0; b < batch; b++)
        for (var o = 0; o < g.OutChannels; o++)
        for (var oy = 0; oy < g.OutHeight; oy++)
        for (var ox = 0; ox < g.OutWidth; ox++, at++)
        for (var c = 0; c < channels; c++)
        for (var ky = 0; ky < g.KernelHeight; ky++)
        for (var kx = 0; kx < g.KernelWidth; kx++)
        {
            var y = oy * g.StrideHeight - g.PadTop + ky * g.DilationHeight;
            var z = ox * g.StrideWidth - g.PadLeft + kx * g.DilationWidth;
            var channel = o / (g.OutChannels / g.Groups) * channels + c;
            var inside = y >= 0 && y < g.InHeight && z >= 0 && z < g.InWidth;
            var activation = inside ? x[((b * g.InChannels + channel) * g.InHeight + y) * g.InWidth + z] : padding;
            r[at] = unchecked(
                r[at] + table[256 * activation + w[((o * channels + c) * g.KernelHeight + ky) * g.KernelWidth + kx]]
            );
        }

        return r;
    }

    internal static byte[] Bytes(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
