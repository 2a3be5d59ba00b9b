using QosNets.Kernels;
using QosNets.Tests.Runtime;
using Xunit;

namespace QosNets.Tests.Kernels;

[Collection(nameof(WholeProcess))]
public class ThreadingTests
{
    private static readonly ConvolutionGeometry Geometry = new(12, 9, 9, 12, 3, 3, 1, 1, 6);
    private static readonly PreparedTable Table = PreparedTable.Create(Tables.Get("random signed"));

    [Fact]
    public void Callers_at_the_same_time_share_the_helpers_and_all_get_their_sums()
    {
        var before = KernelOptions.Threads;
        KernelOptions.Threads = 3;
        try
        {
            var w = Reference.Bytes(2, Geometry.OutChannels * Geometry.FanIn);
            var failures = new List<string>();
            Thread[] callers =
            [
                .. Enumerable
                    .Range(0, 8)
                    .Select(caller => new Thread(() =>
                    {
                        var x = Reference.Bytes(caller, 2 * Geometry.InputLength);
                        var expected = Reference.Convolve(Geometry, 2, x, 5, w, Tables.Get("random signed"));
                        var r = new int[expected.Length];
                        for (var round = 0; round < 200; round++)
                        {
                            Array.Clear(r);
                            TableConvolution.Run(Geometry, 2, x, 5, w, Table, r);
                            if (!r.AsSpan().SequenceEqual(expected))
                            {
                                lock (failures)
                                    failures.Add($"caller {caller}, round {round}");
                            }
                        }
                    })),
            ];
            foreach (var caller in callers)
                caller.Start();
            foreach (var caller in callers)
                Assert.True(caller.Join(TimeSpan.FromMinutes(1)), "a caller waits for ever");
            Assert.Empty(failures);
        }
        finally
        {
            KernelOptions.Threads = before;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void What_an_epilogue_throws_reaches_the_caller_and_later_calls_are_right(int threads)
    {
        var before = KernelOptions.Threads;
        KernelOptions.Threads = threads;
        try
        {
            var x = Reference.Bytes(1, Geometry.InputLength);
            var w = Reference.Bytes(2, Geometry.OutChannels * Geometry.FanIn);
            var expected = Reference.Convolve(Geometry, 1, x, 5, w, Tables.Get("random signed"));
            var r = new int[expected.Length];
            for (var round = 0; round < 50; round++)
            {
                var thrown = Assert.Throws<NotSupportedException>(() =>
                    TableConvolution.Run(Geometry, 1, x, 5, w, Table, new Failing(7))
                );
                Assert.Equal("channel 7", thrown.Message);
                TableConvolution.Run(Geometry, 1, x, 5, w, Table, r);
                Assert.Equal(expected, r);
            }
        }
        finally
        {
            KernelOptions.Threads = before;
        }
    }

    private readonly struct Failing(int bad) : IEpilogue
    {
        public void Store(int image, int channel, int position, ReadOnlySpan<int> accumulators)
        {
            if (channel == bad)
                throw new NotSupportedException($"channel {channel}");
        }
    }
}
