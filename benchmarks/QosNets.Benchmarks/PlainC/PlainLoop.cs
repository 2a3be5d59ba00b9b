using System.Runtime.InteropServices;
using QosNets.Measurement;

namespace QosNets.Benchmarks;

/// <summary>benchmarks/kernels/plain_loop.c, which run.sh compiles beside this program, on the operands of a workload.</summary>
internal sealed unsafe partial class PlainLoop
{
    private const string Library = "plain_loop";

    private readonly TableWorkload work;
    private readonly ushort[] table;
    private readonly byte[] padded;
    private readonly int[] sums;

    internal PlainLoop(TableWorkload work)
    {
        this.work = work;
        table = Array.ConvertAll(work.Table.Table.Products.ToArray(), product => checked((ushort)product));
        padded = Pad();
        sums = new int[work.Batch * work.Geometry.OutputLength];
    }

    internal int[] Run()
    {
        var g = work.Geometry;
        fixed (ushort* t = table)
        fixed (
            byte* x = padded,
                w = work.Weights
        )
        fixed (int* r = sums)
        {
            if (g.Positions == 1)
                Gemm(t, x, w, r, work.Batch, g.OutChannels, g.FanIn);
            else
                Convolution(
                    t,
                    x,
                    w,
                    r,
                    work.Batch,
                    g.InChannels,
                    g.InHeight + g.PadTop + g.PadBottom,
                    g.InWidth + g.PadLeft + g.PadRight,
                    g.OutChannels,
                    g.KernelHeight,
                    g.KernelWidth,
                    g.StrideHeight,
                    g.Groups
                );
        }
        return sums;
    }

    /// <summary>The plain loop is spared the padding: its images have it already.</summary>
    private byte[] Pad()
    {
        var g = work.Geometry;
        var (height, width) = (g.InHeight + g.PadTop + g.PadBottom, g.InWidth + g.PadLeft + g.PadRight);
        var target = new byte[work.Batch * g.InChannels * height * width];
        for (var line = 0; line < work.Batch * g.InChannels * g.InHeight; line++)
        {
            var (plane, y) = Math.DivRem(line, g.InHeight);
            work.Input.AsSpan(line * g.InWidth, g.InWidth)
                .CopyTo(target.AsSpan((plane * height + y + g.PadTop) * width + g.PadLeft));
        }
        return target;
    }

    [LibraryImport(Library, EntryPoint = "plain_gemm")]
    private static partial void Gemm(ushort* table, byte* x, byte* w, int* r, int m, int n, int k);

    [LibraryImport(Library, EntryPoint = "plain_convolution")]
    private static partial void Convolution(
        ushort* table,
        byte* x,
        byte* w,
        int* r,
        int batch,
        int c,
        int h,
        int wd,
        int oc,
        int kh,
        int kw,
        int stride,
        int groups
    );
}
