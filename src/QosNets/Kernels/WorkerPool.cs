namespace QosNets.Kernels;

/// <summary>
/// The threads that help with <see cref="SharedWork"/>. A caller always works on its own items, so nothing waits for a
/// free helper and nested calls cannot block each other; open works are served in turn, so that several callers share
/// the helpers evenly. There are as many helpers as the most that one work has asked for.
/// </summary>
internal static class WorkerPool
{
    /// <summary>A thread looks for work so many times before it sleeps: waking up takes longer than a small layer.</summary>
    internal const int SpinTurns = 60;

    /// <summary>Turns of a pause between two looks.</summary>
    internal const int SpinLength = 10;

    private static readonly object Gate = new();
    private static SharedWork? first;
    private static SharedWork? last;
    private static int started;
    private static int asleep;

    /// <summary>Offers a work to so many helpers.</summary>
    internal static void Open(SharedWork work, int helpers)
    {
        lock (Gate)
        {
            work.Wanted = helpers;
            Append(work);
            for (; started < helpers; started++)
                new Thread(Serve) { IsBackground = true, Name = $"QosNets helper {started + 1}" }.Start();
            if (asleep == 1 || helpers == 1)
                Monitor.Pulse(Gate);
            else if (asleep > 1)
                Monitor.PulseAll(Gate);
        }
    }

    /// <summary>Takes a work back; helpers that entered it may still be inside.</summary>
    internal static void Close(SharedWork work)
    {
        lock (Gate)
        {
            if (work.Wanted > 0)
                Remove(work);
            work.Wanted = 0;
        }
    }

    private static void Serve()
    {
        while (true)
            Take().Help();
    }

    private static SharedWork Take()
    {
        for (int turn = 0; turn < SpinTurns && Volatile.Read(ref first) is null; turn++)
            Thread.SpinWait(SpinLength);
        lock (Gate)
        {
            while (first is null)
            {
                asleep++;
                Monitor.Wait(Gate);
                asleep--;
            }

            SharedWork work = first;
            Remove(work);
            if (--work.Wanted > 0)
                Append(work);
            work.Enter();
            return work;
        }
    }

    private static void Append(SharedWork work)
    {
        work.Preceding = last;
        if (last is null)
            first = work;
        else
            last.Following = work;
        last = work;
    }

    private static void Remove(SharedWork work)
    {
        if (work.Preceding is null)
            first = work.Following;
        else
            work.Preceding.Following = work.Following;
        if (work.Following is null)
            last = work.Preceding;
        else
            work.Following.Preceding = work.Preceding;
        work.Preceding = null;
        work.Following = null;
    }
}
