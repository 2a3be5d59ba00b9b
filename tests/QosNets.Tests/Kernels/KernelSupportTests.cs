using QosNets.Kernels;
using Xunit;

namespace QosNets.Tests.Kernels;

public class KernelSupportTests
{
    [Fact]
    public void A_receptive_field_summed_through_the_table_is_the_convolution()
    {
        var g = new ConvolutionGeometry(6, 7, 9, 4, 3, 2, 2, 1, 2)
        {
            StrideWidth = 1,
            DilationHeight = 2,
            PadLeft = 3,
        };
        var image = Reference.Bytes(1, g.InputLength);
        var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
        var table = Tables.Get("random signed");
        var expected = Reference.Convolve(g, 1, image, 77, w, table);
        var field = new byte[g.FanIn];
        for (var o = 0; o < g.OutChannels; o++)
        for (var row = 0; row < g.OutHeight; row++)
        for (var column = 0; column < g.OutWidth; column++)
        {
            ReceptiveField.Gather(g, image, 77, o / 2, row, column, field);
            var sum = field.Select((x, k) => table[256 * x + w[o * g.FanIn + k]]).Sum();
            Assert.Equal(expected[(o * g.OutHeight + row) * g.OutWidth + column], sum);
        }
    }

    [Fact]
    public void A_receptive_field_outside_the_output_is_refused()
    {
        var g = new ConvolutionGeometry(2, 4, 4, 2, 3, 3, 1, 0, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceptiveField.Gather(g, new byte[32], 0, 0, 2, 0, new byte[18]));
        Assert.Throws<ArgumentOutOfRangeException>(() => ReceptiveField.Gather(g, new byte[32], 0, 1, 0, 0, new byte[18]));
        Assert.Throws<ArgumentException>(() => ReceptiveField.Gather(g, new byte[31], 0, 0, 0, 0, new byte[18]));
    }

    [Fact]
    public void An_accumulator_is_refused_exactly_from_two_to_the_31_on()
    {
        AccumulatorLimit.Check("conv1", 65535, 32768, 32767);
        var message = Assert.Throws<OverflowException>(() => AccumulatorLimit.Check("conv1", 65535, 32768, 32768)).Message;
        Assert.Contains("'conv1'", message, StringComparison.Ordinal);
        Assert.Contains("2147483648", message, StringComparison.Ordinal);
        Assert.Contains("2147483647", message, StringComparison.Ordinal);
        Assert.Throws<OverflowException>(() => AccumulatorLimit.Check("x", long.MaxValue, long.MaxValue, long.MaxValue));
    }

    [Fact]
    public void A_number_of_threads_is_at_least_one() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KernelOptions.Threads = 0);

    [Fact]
    public void Repeated_calls_allocate_next_to_nothing()
    {
        var g = new ConvolutionGeometry(16, 32, 32, 32, 3, 3, 1, 1, 1);
        var x = Reference.Bytes(1, 2 * g.InputLength);
        var w = Reference.Bytes(2, g.OutChannels * g.FanIn);
        var r = new int[2 * g.OutputLength];
        var table = PreparedTable.Create(Tables.Get("exact"));
        const int Calls = 25;

        // The least: beside other tests it may take some calls until this thread does a block and gets its buffers.
        var least = long.MaxValue;
        for (var call = 0; call < Calls; call++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            TableConvolution.Run(g, 2, x, 0, w, table, r);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least, 0, 8192);
    }
}
