using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>The planes of one step, shared out among threads in pieces that are worth a thread's while.</summary>
internal sealed class PlaneWork(Workspace workspace) : SharedWork
{
    // Some microseconds of work, more than a thread needs to be told of it.
    private const int MinValues = 16384;

    private PlaneStep step = null!;
    private long planes;
    private long pieces;

    public void Run(PlaneStep next, long count, int valuesPerPlane)
    {
        step = next;
        planes = count;
        pieces = Math.Clamp(count * valuesPerPlane / MinValues, 1, count);
        Run(pieces, workspace.Threads);
    }

    protected override void Do(long item)
    {
        for (var plane = planes * item / pieces; plane < planes * (item + 1) / pieces; plane++)
            step.RunPlane(workspace, (int)plane);
    }
}
