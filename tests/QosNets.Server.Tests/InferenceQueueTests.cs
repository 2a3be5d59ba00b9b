using System.Diagnostics;
using QosNets.Server.Batching;
using Xunit;

namespace QosNets.Server.Tests;

public class InferenceQueueTests
{
    [Fact]
    public void A_full_batch_goes_at_once_in_the_order_of_arrival_and_is_never_too_large()
    {
        var queue = new InferenceQueue(100, 8, TimeSpan.FromMinutes(1));
        var requests = new[] { 3, 4, 2, 8, 1 }.Select(n => new Inference([], n)).ToArray();
        Assert.All(requests, r => Assert.True(queue.TryAdd(r)));
        var batch = new List<Inference>();
        Assert.Equal(7, queue.Take(batch));
        Assert.Equal(requests[..2], batch);
        Assert.Equal(2, queue.Take(batch));
        Assert.Equal(8, queue.Take(batch));
        Assert.Equal(1, queue.Images);
    }

    [Fact]
    public void A_lone_request_goes_when_the_latency_limit_is_over()
    {
        var queue = new InferenceQueue(100, 8, TimeSpan.FromMilliseconds(30));
        queue.TryAdd(new Inference([], 1));
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(1, queue.Take([]));
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalMilliseconds, 20, 5000);
    }

    [Fact]
    public void What_does_not_fit_is_refused_and_what_is_taken_back_makes_room()
    {
        var queue = new InferenceQueue(8, 8, TimeSpan.FromMinutes(1));
        var first = new Inference([], 5);
        Assert.True(queue.TryAdd(first));
        Assert.False(queue.TryAdd(new Inference([], 4)));
        Assert.True(queue.Remove(first));
        Assert.False(queue.Remove(first));
        Assert.Equal(0, queue.Images);
        var second = new Inference([], 8);
        Assert.True(queue.TryAdd(second));
        Assert.Equal(8, queue.Take([]));
        Assert.False(queue.Remove(second));
    }

    [Fact]
    public void A_batch_holds_requests_of_one_wish_and_none_overtakes_another()
    {
        var queue = new InferenceQueue(100, 8, TimeSpan.Zero);
        Wish[] wishes = [default, default, new(1, null), new(1, null), new(null, 0.5f), new(2, null), default];
        var requests = wishes.Select(w => new Inference([], 1, w)).ToArray();
        Assert.All(requests, r => Assert.True(queue.TryAdd(r)));
        var (batch, taken) = (new List<Inference>(), new List<Inference>());
        foreach (var expected in new[] { 2, 2, 1, 1, 1 })
        {
            Assert.Equal(expected, queue.Take(batch));
            Assert.Single(batch.Select(r => r.Wish).Distinct());
            taken.AddRange(batch);
        }
        Assert.Equal(requests, taken);
    }

    [Fact]
    public void A_closed_queue_takes_nothing_and_gives_what_it_has()
    {
        var queue = new InferenceQueue(8, 8, TimeSpan.FromMinutes(1));
        queue.TryAdd(new Inference([], 1));
        queue.Close();
        Assert.False(queue.TryAdd(new Inference([], 1)));
        Assert.Equal(1, queue.Take([]));
        Assert.Equal(0, queue.Take([]));
    }

    [Fact]
    public void No_request_is_lost_or_taken_twice_by_many_threads()
    {
        const int Each = 2000;
        var queue = new InferenceQueue(int.MaxValue, 16, TimeSpan.FromMilliseconds(1));
        var taken = new int[4 * Each];
        var takers = Enumerable
            .Range(0, 3)
            .Select(_ => new Thread(() =>
            {
                var batch = new List<Inference>();
                while (queue.Take(batch) > 0)
                    batch.ForEach(i => Interlocked.Increment(ref taken[BitConverter.ToInt32(i.Pixels)]));
            }))
            .ToList();
        takers.ForEach(t => t.Start());
        Parallel.For(
            0,
            4,
            thread =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var inference = new Inference(BitConverter.GetBytes(thread * Each + i), 1 + i % 16);
                    Assert.True(queue.TryAdd(inference));
                    if (i % 7 == 0 && queue.Remove(inference))
                        Interlocked.Increment(ref taken[thread * Each + i]);
                }
            }
        );
        queue.Close();
        takers.ForEach(t => Assert.True(t.Join(TimeSpan.FromSeconds(20))));
        Assert.All(taken, n => Assert.Equal(1, n));
    }
}
