using System.Runtime.ExceptionServices;

namespace QosNets.Kernels;

/// <summary>
/// Work cut into independent items, which the caller and the threads of <see cref="WorkerPool"/> take from one
/// counter until none is left. An object serves one call at a time and can serve many, so that a call allocates nothing.
/// </summary>
internal abstract class SharedWork
{
    private long items;
    private long next;
    private Exception? failure;
    private int inside;

    /// <summary>Neighbours in the pool's list and threads it still wants; all three belong to the pool.</summary>
    internal SharedWork? Following { get; set; }

    /// <inheritdoc cref="Following"/>
    internal SharedWork? Preceding { get; set; }

    /// <inheritdoc cref="Following"/>
    internal int Wanted { get; set; }

    /// <summary>Does all items, on at most so many threads, the calling one included.</summary>
    /// <param name="count">Number of items.</param>
    /// <param name="threads">Threads, at least 1.</param>
    /// <exception cref="Exception">What an item threw, the first if several did; items not yet begun are left out
    /// then.</exception>
    internal void Run(long count, int threads)
    {
        items = count;
        next = 0;
        failure = null;
        var helpers = (int)Math.Min(threads, count) - 1;
        if (helpers > 0)
            WorkerPool.Open(this, helpers);
        TakeItems();
        if (helpers > 0)
        {
            WorkerPool.Close(this);
            AwaitHelpers();
        }

        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Does one item, from 0 to the number of items less one; called from several threads at a time.</summary>
    protected abstract void Do(long item);

    /// <summary>Called by the pool, under its lock, for a thread that is about to help.</summary>
    internal void Enter() => Interlocked.Increment(ref inside);

    /// <summary>Helps until no item is left.</summary>
    internal void Help()
    {
        TakeItems();
        if (Interlocked.Decrement(ref inside) == 0)
        {
            lock (this)
                Monitor.PulseAll(this);
        }
    }

    private void TakeItems()
    {
        try
        {
            for (var item = Interlocked.Increment(ref next) - 1; item < items; item = Interlocked.Increment(ref next) - 1)
                Do(item);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            Interlocked.Add(ref next, items);
        }
    }

    private void AwaitHelpers()
    {
        var end = WorkerPool.LookOutEnd();
        while (Volatile.Read(ref inside) > 0 && WorkerPool.LookOut(end)) { }

        if (Volatile.Read(ref inside) == 0)
            return;
        lock (this)
        {
            while (Volatile.Read(ref inside) > 0)
                Monitor.Wait(this);
        }
    }
}
