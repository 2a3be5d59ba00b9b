using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

public class MemoryBoundsTests
{
    public static TheoryData<string> Paths => TableGemmTests.Paths;

    [Theory, MemberData(nameof(Paths))]
    public void No_kernel_touches_memory_beside_its_arguments(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "guard pages are made with mprotect");
        foreach (var atEnd in (bool[])[true, false])
        foreach (
            var g in (ConvolutionGeometry[])
                [
                    ConvolutionGeometry.Linear(1, 1),
                    ConvolutionGeometry.Linear(67, 5),
                    ConvolutionGeometry.Linear(300, 33),
                    new(3, 9, 11, 4, 3, 3, 1, 1, 1),
                    new(3, 9, 33, 50, 3, 3, 1, 1, 1),
                    new(4, 9, 37, 60, 3, 3, 2, 1, 1),
                    new(5, 13, 21, 5, 3, 3, 2, 1, 5),
                    new(5, 13, 40, 5, 5, 5, 1, 2, 5),
                    new(7, 5, 5, 20, 1, 1, 1, 0, 1),
                    new(7, 6, 6, 64, 1, 1, 2, 0, 1),
                    new(2, 12, 70, 40, 2, 2, 3, 0, 1),
                    new(3, 9, 33, 6, 3, 3, 1, 2, 1) { DilationHeight = 2, DilationWidth = 2 },
                    new(3, 12, 40, 50, 3, 3, 2, 0, 1)
                    {
                        PadBottom = 1,
                        PadRight = 1,
                        DilationHeight = 2,
                    },
                    new(4, 9, 35, 4, 3, 5, 1, 1, 4)
                    {
                        StrideHeight = 2,
                        PadLeft = 4,
                        PadRight = 0,
                    },
                ]
        )
        foreach (var batch in (int[])[1, g.Positions == 1 ? 65 : 3])
        {
            Check(path, g, batch, atEnd, Tables.Get("random signed"));
            foreach (
                var table in (string[])
                    ["exact and terms", "few rows", "byte error", "two bytes of 128 rows", "split", "32 columns"]
            )
                Check(path, g, batch, atEnd, PlanTables.Get(table));
        }
    }

    private static void Check(string path, ConvolutionGeometry g, int batch, bool atEnd, int[] table)
    {
        var x = Reference.Bytes(1, batch * g.InputLength);
        var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
        using var guardedX = new GuardedBytes(x.Length, atEnd);
        using var guardedW = new GuardedBytes(w.Length, atEnd);
        using var guardedTable = new GuardedBytes(table.Length * sizeof(int), atEnd);
        using var guardedR = new GuardedBytes(batch * g.OutputLength * sizeof(int), atEnd);
        x.CopyTo(guardedX.Bytes);
        w.CopyTo(guardedW.Bytes);
        table.CopyTo(guardedTable.Integers);
        TableConvolution.Run(
            g,
            batch,
            guardedX.Bytes,
            3,
            guardedW.Bytes,
            PreparedTable.Create(guardedTable.Integers),
            guardedR.Integers,
            KernelPaths.Choose(path)
        );
        Assert.True(
            Reference.Convolve(g, batch, x, 3, w, table).AsSpan().SequenceEqual(guardedR.Integers),
            $"{path}, {g}, batch {batch}"
        );
    }
}
