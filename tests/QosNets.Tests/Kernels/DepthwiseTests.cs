using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

/// <summary>Layers whose groups have one input channel give the sums of the definition, whatever path they take.</summary>
public class DepthwiseTests
{
    public static TheoryData<string> Paths => TableGemmTests.Paths;

    [Theory, MemberData(nameof(Paths))]
    public void Every_kernel_stride_and_padding_gives_the_sums_of_the_definition(string path)
    {
        (int Height, int Width)[] images = [(16, 16), (7, 7), (8, 8), (13, 31), (9, 64), (5, 5), (32, 32), (6, 129)];
        string[] tables = ["any", "few rows", "wide", "two bytes of few rows", "exact", "terms only", "byte error", "split"];
        var random = new Random(5);
        for (var kernel = 1; kernel <= 5; kernel++)
        for (var stride = 1; stride <= 3; stride++)
        for (var padding = 0; padding <= 2; padding++)
        {
            (var height, var width) = images[random.Next(images.Length)];
            var outputs = random.Next(1, 4);
            var g = new ConvolutionGeometry(3, height, width, 3 * outputs, kernel, kernel, stride, padding, 3);
            Check(path, g, random.Next(1, 6), tables[random.Next(tables.Length)]);
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Small_images_of_every_size_and_batch_give_the_sums_of_the_definition(string path)
    {
        var random = new Random(6);
        for (var size = 2; size <= 17; size++)
        for (var stride = 1; stride <= 2; stride++)
            foreach (var batch in (int[])[1, 3, 16, 17, 33])
            {
                var kernel = random.Next(4) == 0 && size > 2 ? 5 : 3;
                var g = new ConvolutionGeometry(2, size, size, 2, kernel, kernel, stride, kernel / 2, 2)
                {
                    PadBottom = random.Next(kernel / 2 + 1),
                    PadRight = random.Next(1, kernel / 2 + 1),
                    DilationWidth = size > 8 ? random.Next(1, 3) : 1,
                };
                Check(path, g, batch, random.Next(3) == 0 ? "wide" : "any");
            }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Unequal_strides_dilations_and_paddings_give_the_sums_of_the_definition(string path)
    {
        string[] tables = ["any", "few rows", "wide", "exact"];
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            var g = new ConvolutionGeometry(3, random.Next(7, 34), random.Next(7, 70), 3 * random.Next(1, 4), 3, 3, 1, 0, 3)
            {
                KernelWidth = random.Next(1, 4),
                StrideHeight = random.Next(1, 3),
                StrideWidth = random.Next(1, 3),
                DilationHeight = random.Next(1, 4),
                DilationWidth = random.Next(1, 4),
                PadTop = random.Next(3),
                PadLeft = random.Next(5),
                PadBottom = random.Next(3),
                PadRight = random.Next(5),
            };
            Check(path, g, random.Next(1, 6), tables[random.Next(tables.Length)]);
        }
    }

    [Theory, MemberData(nameof(Paths))]
    public void Every_batch_and_table_gives_the_sums_of_the_definition(string path)
    {
        foreach (var table in PlanTables.Names)
            for (var batch = 1; batch <= 5; batch++)
                foreach (
                    var g in (ConvolutionGeometry[])
                        [
                            new(2, 16, 16, 2, 3, 3, 2, 1, 2),
                            new(2, 8, 8, 4, 3, 3, 1, 1, 2),
                            new(2, 7, 9, 2, 3, 3, 1, 1, 2),
                            new(2, 15, 15, 2, 3, 3, 2, 1, 2),
                        ]
                )
                    Check(path, g, batch, table);
    }

    [Theory, MemberData(nameof(Paths))]
    public void Products_at_the_limit_of_a_signed_word_do_not_overflow(string path)
    {
        foreach (var kernelWidth in (int[])[32, 33])
        {
            var g = new ConvolutionGeometry(2, 8, 80, 2, 4, kernelWidth, 1, 0, 2);
            Check(path, g, 2, Tables.Get("0 and 65535"), new byte[2 * g.InputLength], Filled(2 * g.FanIn, 1));
        }
    }

    private static void Check(string path, ConvolutionGeometry g, int batch, string table) =>
        Check(
            path,
            g,
            batch,
            PlanTables.Get(table),
            Reference.Bytes(1, batch * g.InputLength),
            Reference.Bytes(2, g.OutChannels * g.FanIn)
        );

    private static void Check(string path, ConvolutionGeometry g, int batch, int[] table, byte[] x, byte[] w)
    {
        // Memory that must not be touched begins where the arguments end.
        using var guardedX = new GuardedBytes(x.Length, true);
        using var guardedR = new GuardedBytes(batch * g.OutputLength * sizeof(int), true);
        x.CopyTo(guardedX.Bytes);
        TableConvolution.Run(
            g,
            batch,
            guardedX.Bytes,
            77,
            w,
            PreparedTable.Create(table),
            guardedR.Integers,
            KernelPaths.Choose(path)
        );
        Assert.True(
            Reference.Convolve(g, batch, x, 77, w, table).AsSpan().SequenceEqual(guardedR.Integers),
            $"{path}, {g}, batch {batch}, seed 5"
        );
    }

    private static byte[] Filled(int count, byte value)
    {
        var bytes = new byte[count];
        bytes.AsSpan().Fill(value);
        return bytes;
    }
}
