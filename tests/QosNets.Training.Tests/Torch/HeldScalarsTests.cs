using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Torch;

public class HeldScalarsTests
{
    public HeldScalarsTests()
    {
        TorchLoader.Ensure();
    }

    [Fact]
    public void They_calculate_what_the_operators_do()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (tensor([1.5f, -2f]), tensor([0.25f, 8f]));
        Assert.Equal([1.75f, 6f], a.Plus(b).data<float>().ToArray());
        Assert.Equal([2f, -1.5f], a.Plus(0.5).data<float>().ToArray());
        Assert.Equal([4.5f, -6f], a.Times(3).data<float>().ToArray());
        Assert.Equal([0.75f, -1f], a.Over(2).data<float>().ToArray());
        Assert.Equal(8f, HeldScalars.Item<float>(b.max()));
    }

    // TorchSharp's own operators fail here within a second: about one call in ten thousand throws.
    [Fact]
    public async Task A_garbage_collection_at_any_moment_does_no_harm()
    {
        using var a = ones(8);
        using var b = ones(8);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1.5));
        var collector = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                GC.Collect(0);
                GC.WaitForPendingFinalizers();
            }
        });
        for (var n = 0; n < 2_000_000 && !stop.IsCancellationRequested; n++)
        {
            using var sum = a.Plus(b);
            // A tensor that nobody holds is freed as well; in training their scope does.
            using var half = sum.Times(0.5);
            using var shifted = half.Plus(1);
            Assert.Equal(2f, shifted.data<float>()[0]);
        }
        await stop.CancelAsync();
        await collector;
    }
}
