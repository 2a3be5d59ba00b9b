using System.Diagnostics;

namespace QosNets.Server.Batching;

/// <summary>
/// Requests in the order in which they came, taken in batches: a batch is complete when it is full, or when its first
/// request has waited for the latency limit. A batch ends before a request that asks for something else.
/// </summary>
/// <param name="capacity">Images that may wait.</param>
/// <param name="maxBatch">Images of a batch; no request has more.</param>
/// <param name="latencyLimit">How long a request waits for company.</param>
internal sealed class InferenceQueue(int capacity, int maxBatch, TimeSpan latencyLimit)
{
    private readonly object gate = new();
    private readonly LinkedList<Inference> waiting = [];
    private int images;
    private bool closed;

    /// <summary>Images that wait.</summary>
    public int Images => Volatile.Read(ref images);

    /// <summary>Adds a request at the end.</summary>
    /// <returns>False when it does not fit, or the queue is closed.</returns>
    public bool TryAdd(Inference inference)
    {
        lock (gate)
        {
            if (closed || images + inference.Images > capacity)
                return false;
            inference.Enqueued = Stopwatch.GetTimestamp();
            inference.Place = waiting.AddLast(inference);
            var before = images;
            images += inference.Images;
            // One that idles is woken for the first request, one that waits for company for the last that fits.
            if (before == 0 || (before < maxBatch && images >= maxBatch))
                Monitor.Pulse(gate);
            return true;
        }
    }

    /// <summary>Takes a request back.</summary>
    /// <returns>False when its batch has begun to run.</returns>
    public bool Remove(Inference inference)
    {
        lock (gate)
        {
            if (inference.Place is null)
                return false;
            Unlink(inference);
            return true;
        }
    }

    /// <summary>Waits for a batch and takes it.</summary>
    /// <param name="batch">Takes the requests; it is cleared first.</param>
    /// <returns>The number of images, or 0 when the queue is closed and empty.</returns>
    public int Take(List<Inference> batch)
    {
        batch.Clear();
        lock (gate)
        {
            while (true)
            {
                if (waiting.First is null)
                {
                    if (closed)
                        return 0;
                    Monitor.Wait(gate);
                    continue;
                }
                var rest = latencyLimit - Stopwatch.GetElapsedTime(waiting.First.Value.Enqueued);
                if (closed || images >= maxBatch || rest <= TimeSpan.Zero)
                    break;
                // Whole milliseconds, rounded up, are what the wait can do.
                Monitor.Wait(gate, TimeSpan.FromMilliseconds(Math.Ceiling(rest.TotalMilliseconds)));
            }
            var (count, wish) = (0, waiting.First.Value.Wish);
            while (waiting.First is { Value: var next } && count + next.Images <= maxBatch && next.Wish == wish)
            {
                Unlink(next);
                batch.Add(next);
                count += next.Images;
            }
            if (waiting.First is not null)
                Monitor.Pulse(gate);
            return count;
        }
    }

    /// <summary>Refuses further requests; those that wait are still taken.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            Monitor.PulseAll(gate);
        }
    }

    private void Unlink(Inference inference)
    {
        waiting.Remove(inference.Place!);
        inference.Place = null;
        images -= inference.Images;
    }
}
