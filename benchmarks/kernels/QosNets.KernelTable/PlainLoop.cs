using System.Runtime.InteropServices;

namespace QosNets.Benchmarks;

/// <summary>benchmarks/kernels/plain_loop.c, which run.sh compiles next to the program's working folder.</summary>
internal static unsafe partial class PlainLoop
{
    private const string Library = "plain_loop";

    [LibraryImport(Library, EntryPoint = "plain_gemm")]
    internal static partial void Gemm(ushort* table, byte* x, byte* w, int* r, int m, int n, int k);

    [LibraryImport(Library, EntryPoint = "plain_convolution")]
    internal static partial void Convolution(
        ushort* table, byte* x, byte* w, int* r, int batch, int c, int h, int wd, int oc, int kh, int kw, int stride, int groups);
}
