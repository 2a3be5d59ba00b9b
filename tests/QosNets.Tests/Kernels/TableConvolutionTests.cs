using CsCheck;
using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

public class TableConvolutionTests
{
    private static readonly Gen<ConvolutionGeometry> Geometries =
        from groups in Gen.Int[1, 4]
        from inPerGroup in Gen.Int[1, 5]
        from outPerGroup in Gen.Int[1, 9]
        from kernelHeight in Gen.Int[1, 5]
        from kernelWidth in Gen.Int[1, 5]
        from stride in Gen.Int[1, 3]
        from padding in Gen.Int[0, 3]
        from height in Gen.Int[1, 19]
        from width in Gen.Int[1, 40]
        select new ConvolutionGeometry(
            groups * inPerGroup,
            Math.Max(height, kernelHeight),
            Math.Max(width, kernelWidth),
            groups * outPerGroup,
            kernelHeight,
            kernelWidth,
            stride,
            padding,
            groups
        );

    // Each direction has sizes of its own.
    private static readonly Gen<ConvolutionGeometry> UnequalGeometries =
        from g in Geometries
        from strideWidth in Gen.Int[1, 3]
        from dilationHeight in Gen.Int[1, 3]
        from dilationWidth in Gen.Int[1, 3]
        from bottom in Gen.Int[0, 5]
        from left in Gen.Int[0, 5]
        from right in Gen.Int[0, 5]
        select Fitting(
            g with
            {
                StrideWidth = strideWidth,
                DilationHeight = dilationHeight,
                DilationWidth = dilationWidth,
                PadBottom = bottom,
                PadLeft = left,
                PadRight = right,
            }
        );

    public static TheoryData<string> Paths => TableGemmTests.Paths;

    [Theory, MemberData(nameof(Paths))]
    public void Random_geometries_give_the_sums_of_the_definition(string path) =>
        Gen.Select(Geometries, Gen.Int[1, 4], Gen.Byte, Gen.Int[0, 11].Select(i => Tables.Names.ElementAt(i)))
            .Sample((g, batch, padding, table) => Check(path, g, batch, padding, table), iter: 60, threads: 1);

    [Theory, MemberData(nameof(Paths))]
    public void Typical_layers_give_the_sums_of_the_definition(string path)
    {
        Check(path, new(16, 32, 32, 16, 3, 3, 1, 1, 1), 2, 3, "truncated");
        Check(path, new(16, 32, 32, 40, 3, 3, 2, 1, 1), 1, 0, "random signed");
        Check(path, new(20, 17, 19, 20, 3, 3, 1, 1, 20), 2, 128, "signed");
        Check(path, new(20, 16, 16, 20, 3, 3, 2, 1, 20), 2, 128, "exact");
        Check(path, new(32, 7, 7, 48, 1, 1, 1, 0, 1), 5, 0, "exact");
        Check(path, new(32, 8, 8, 48, 1, 1, 2, 0, 1), 5, 0, "exact");
        Check(path, ConvolutionGeometry.Linear(64, 10), 33, 0, "exact");
    }

    [Theory, MemberData(nameof(Paths))]
    public void Unequal_strides_dilations_and_paddings_give_the_sums_of_the_definition(string path) =>
        Gen.Select(UnequalGeometries, Gen.Int[1, 4], Gen.Byte, Gen.Int[0, 11].Select(i => Tables.Names.ElementAt(i)))
            .Sample((g, batch, padding, table) => Check(path, g, batch, padding, table), iter: 120, threads: 1);

    [Theory, MemberData(nameof(Paths))]
    public void Layers_of_imported_networks_give_the_sums_of_the_definition(string path)
    {
        // A stride of 2 that pads only below and behind, as TensorFlow does with even sizes.
        var same = new ConvolutionGeometry(5, 32, 32, 9, 3, 3, 2, 0, 1) { PadBottom = 1, PadRight = 1 };
        Check(path, same, 3, 7, "random signed");
        Check(path, same with { InChannels = 6, OutChannels = 6, Groups = 6 }, 3, 7, "random signed");

        // Dilated ones whose output is as large as their input, and such ones with a stride.
        foreach (var dilation in (int[])[2, 3, 6])
        {
            var g = new ConvolutionGeometry(4, 15, 17, 6, 3, 3, 1, dilation, 1)
            {
                DilationHeight = dilation,
                DilationWidth = dilation,
            };
            Check(path, g, 2, 200, "truncated");
            Check(path, g with { OutChannels = 4, Groups = 4 }, 2, 200, "truncated");
            Check(path, g with { StrideHeight = 2, StrideWidth = 2 }, 2, 200, "exact");
        }

        // Kernels of one row or column.
        Check(path, new ConvolutionGeometry(3, 13, 70, 5, 1, 7, 1, 0, 1) { PadLeft = 3, PadRight = 3 }, 2, 1, "signed");
        Check(path, new ConvolutionGeometry(3, 13, 66, 5, 7, 1, 1, 0, 1) { PadTop = 3, PadBottom = 3 }, 2, 1, "signed");
        Check(path, new ConvolutionGeometry(3, 13, 66, 33, 3, 1, 2, 1, 1) { StrideWidth = 1 }, 2, 1, "signed");

        // Padding that no kernel column sees past: outputs beyond the image are made of padding alone.
        Check(path, new ConvolutionGeometry(2, 5, 6, 3, 3, 3, 1, 1, 1) { PadRight = 40, PadBottom = 9 }, 2, 1, "exact");
        Check(path, new ConvolutionGeometry(2, 5, 6, 3, 2, 2, 2, 0, 1) { PadLeft = 9, PadTop = 70 }, 2, 1, "exact");
    }

    [Fact]
    public void Epilogues_get_every_output_exactly_once()
    {
        foreach (
            var g in (ConvolutionGeometry[])
                [
                    new(6, 9, 11, 10, 3, 3, 1, 1, 2),
                    new(3, 40, 40, 33, 3, 3, 1, 1, 1),
                    ConvolutionGeometry.Linear(30, 70),
                    new(3, 16, 16, 3, 3, 3, 2, 1, 3),
                    new(3, 7, 7, 6, 3, 3, 1, 1, 3),
                    new(3, 4, 4, 3, 3, 3, 1, 1, 3),
                    new(3, 70, 66, 3, 3, 3, 1, 1, 3),
                ]
        )
        {
            const int Batch = 3;
            var x = Reference.Bytes(1, Batch * g.InputLength);
            var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
            var table = Tables.Get("random signed");
            var epilogue = new Recorder(g, new int[Batch * g.OutputLength], new int[Batch * g.OutputLength]);
            TableConvolution.Run(g, Batch, x, 7, w, PreparedTable.Create(table), epilogue);
            Assert.Equal(Reference.Convolve(g, Batch, x, 7, w, table), epilogue.Sums);
            Assert.All(epilogue.Calls, calls => Assert.Equal(1, calls));
        }
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_sums()
    {
        var before = KernelOptions.Threads;
        try
        {
            foreach (var threads in (int[])[1, 2, 5])
            {
                KernelOptions.Threads = threads;
                Check(null, new(6, 30, 30, 70, 3, 3, 1, 1, 1), 3, 9, "random signed");
                Check(null, new(24, 30, 30, 24, 3, 3, 1, 1, 24), 3, 9, "random signed");
                Check(null, new(64, 5, 5, 64, 3, 3, 1, 1, 1), 1, 9, "whole range");
            }
        }
        finally
        {
            KernelOptions.Threads = before;
        }
    }

    [Fact]
    public void Wrong_lengths_and_geometries_are_named()
    {
        var table = PreparedTable.Create(Tables.Get("exact"));
        var g = new ConvolutionGeometry(2, 4, 4, 3, 3, 3, 1, 1, 1);
        Assert.Contains("input has 31", Throws(g, 31, 54, 48), StringComparison.Ordinal);
        Assert.Contains("weights has 55", Throws(g, 32, 55, 48), StringComparison.Ordinal);
        Assert.Contains("accumulators has 47", Throws(g, 32, 54, 47), StringComparison.Ordinal);
        Assert.Contains("2 groups", Throws(g with { Groups = 2 }, 32, 54, 48), StringComparison.Ordinal);
        Assert.Contains("exceeds", Throws(g with { KernelHeight = 7 }, 32, 54, 0), StringComparison.Ordinal);
        Assert.Contains("kernel of 7×3", Throws(g with { DilationHeight = 3 }, 32, 54, 0), StringComparison.Ordinal);
        Assert.Contains("stride 0×1", Throws(g with { StrideHeight = 0 }, 32, 54, 0), StringComparison.Ordinal);
        Assert.Contains("dilation 1×-1", Throws(g with { DilationWidth = -1 }, 32, 54, 0), StringComparison.Ordinal);
        Assert.Contains("padding 1, 1, -2, 1", Throws(g with { PadBottom = -2 }, 32, 54, 0), StringComparison.Ordinal);

        string Throws(ConvolutionGeometry geometry, int x, int w, int r) =>
            Assert
                .Throws<ArgumentException>(() =>
                    TableConvolution.Run(geometry, 1, new byte[x], 0, new byte[w], table, new int[r])
                )
                .Message;
    }

    /// <summary>The geometry with an image that is large enough for the kernel.</summary>
    private static ConvolutionGeometry Fitting(ConvolutionGeometry g) =>
        g with
        {
            InHeight = Math.Max(g.InHeight, g.SpanHeight),
            InWidth = Math.Max(g.InWidth, g.SpanWidth),
        };

    private static void Check(string? path, ConvolutionGeometry g, int batch, byte padding, string table)
    {
        var x = Reference.Bytes(1, batch * g.InputLength);
        var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
        var r = new int[batch * g.OutputLength];
        TableConvolution.Run(g, batch, x, padding, w, PreparedTable.Create(Tables.Get(table)), r, KernelPaths.Choose(path));
        Assert.True(
            Reference.Convolve(g, batch, x, padding, w, Tables.Get(table)).AsSpan().SequenceEqual(r),
            $"{path}, {g}, batch {batch}, table {table}"
        );
    }

    private readonly struct Recorder(ConvolutionGeometry g, int[] sums, int[] calls) : IEpilogue
    {
        public int[] Sums { get; } = sums;

        public int[] Calls { get; } = calls;

        public void Store(int image, int channel, int position, ReadOnlySpan<int> accumulators)
        {
            var start = image * g.OutputLength + channel * g.Positions + position;
            accumulators.CopyTo(Sums.AsSpan(start));
            for (var i = 0; i < accumulators.Length; i++)
                Interlocked.Increment(ref Calls[start + i]);
        }
    }
}
