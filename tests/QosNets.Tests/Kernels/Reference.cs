using QosNets.Kernels;

namespace QosNets.Tests.Kernels;

/// <summary>The definitions, as plain loops.</summary>
internal static class Reference
{
    internal static int[] Multiply(int[] table, byte[] x, byte[] w, int m, int n, int k)
    {
        var r = new int[m * n];
        for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++)
                for (int l = 0; l < k; l++)
                    r[i * n + j] = unchecked(r[i * n + j] + table[256 * x[i * k + l] + w[j * k + l]]);
        return r;
    }

    internal static int[] Convolve(ConvolutionGeometry g, int batch, byte[] x, byte padding, byte[] w, int[] table)
    {
        var r = new int[batch * g.OutputLength];
        int channels = g.InChannels / g.Groups;
        int at = 0;
        for (int b = 0; b < batch; b++)
            for (int o = 0; o < g.OutChannels; o++)
                for (int oy = 0; oy < g.OutHeight; oy++)
                    for (int ox = 0; ox < g.OutWidth; ox++, at++)
                        for (int c = 0; c < channels; c++)
                            for (int ky = 0; ky < g.KernelHeight; ky++)
                                for (int kx = 0; kx < g.KernelWidth; kx++)
                                {
                                    int y = oy * g.Stride - g.Padding + ky;
                                    int z = ox * g.Stride - g.Padding + kx;
                                    int channel = o / (g.OutChannels / g.Groups) * channels + c;
                                    bool inside = y >= 0 && y < g.InHeight && z >= 0 && z < g.InWidth;
                                    byte activation = inside ? x[((b * g.InChannels + channel) * g.InHeight + y) * g.InWidth + z] : padding;
                                    r[at] = unchecked(r[at] + table[256 * activation + w[((o * channels + c) * g.KernelHeight + ky) * g.KernelWidth + kx]]);
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
