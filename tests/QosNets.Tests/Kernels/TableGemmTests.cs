using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

public class TableGemmTests
{
    public static TheoryData<string> Paths => [.. KernelPaths.All.Where(path => path.IsSupported).Select(path => path.Name)];

    [Theory, MemberData(nameof(Paths))]
    public void Every_number_of_products_gives_the_sums_of_the_definition(string path)
    {
        var table = Tables.Get("random signed");
        foreach (var k in Enumerable.Range(0, 71).Concat([127, 128, 129, 255, 256, 257, 258, 511, 512, 513, 1000, 5000, 5001]))
            Check(path, table, 67, 3, k);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Every_table_gives_the_sums_of_the_definition(string path)
    {
        foreach (var name in Tables.Names)
        foreach (var k in (int[])[1, 255, 256, 257, 520])
            Check(path, Tables.Get(name), 130, 5, k);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Every_shape_gives_the_sums_of_the_definition(string path)
    {
        var table = Tables.Get("random 16 bit");
        foreach (var m in (int[])[1, 2, 15, 63, 64, 65, 127, 129, 191, 193, 255, 257, 383, 449, 1100])
        foreach (var n in (int[])[1, 2, 7, 16, 31, 33, 65])
            Check(path, table, m, n, 9);
    }

    private static void Check(string path, int[] table, int m, int n, int k)
    {
        var x = Reference.Bytes(m + k, m * k);
        var w = Reference.Bytes(n - k, n * k);
        var r = new int[m * n];
        TableGemm.Multiply(PreparedTable.Create(table), x, w, r, m, n, k, KernelPaths.Choose(path));
        Assert.True(Reference.Multiply(table, x, w, m, n, k).AsSpan().SequenceEqual(r), $"{path}: m {m}, n {n}, k {k}");
    }
}
