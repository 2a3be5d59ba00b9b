using System.Diagnostics;

namespace QosNets.Kernels;

/// <summary>
/// The threads that help with <see cref="SharedWork"/>. A caller always works on its own items, so nothing waits for a
/// free helper and nested calls cannot block each other; open works are served in turn, so that several callers share
/// the helpers evenly. There are as many helpers as the most that one work has asked for.
/// </summary>
internal static class WorkerPool
{
    // Waking a thread up takes longer than a small layer, so it looks out for work this long before it sleeps.
    private const int MicrosecondsAwake = 50;

    // Turns of the pause between two looks.
    private const int Pause = 8;

    private static readonly long TicksAwake =
        Environment.ProcessorCount > 1 ? Stopwatch.Frequency * MicrosecondsAwake / 1_000_000 : 0;

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

    /// <summary>When a thread that now begins to look out should sleep.</summary>
    internal static long LookOutEnd() => Stopwatch.GetTimestamp() + TicksAwake;

    /// <summary>Pauses a moment and tells whether the thread should look again.</summary>
    internal static bool LookOut(long end)
    {
        Thread.SpinWait(Pause);
        return Stopwatch.GetTimestamp() < end;
    }

    private static void Serve()
    {
        while (true)
            Take().Help();
    }

    private static SharedWork Take()
    {
        var end = LookOutEnd();
        while (Volatile.Read(ref first) is null && LookOut(end)) { }

        lock (Gate)
        {
            while (first is null)
            {
                asleep++;
                Monitor.Wait(Gate);
                asleep--;
            }

            var work = first;
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
