namespace QosNets.Kernels;

/// <summary>Buffers of one thread that grow on demand and are used again by later calls.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? current;

    private AlignedBuffer? activations;
    private AlignedBuffer? sums;
    private AlignedBuffer? wideSums;
    private AlignedBuffer? rows;
    private AlignedBuffer? laneSums;
    private OutputRun[] runs = [];

    internal static Scratch Current => current ??= new Scratch();

    internal byte* Activations(long bytes) => Grow(ref activations, bytes);

    internal int* Sums(long count) => (int*)Grow(ref sums, count * sizeof(int));

    internal int* WideSums(long count) => (int*)Grow(ref wideSums, count * sizeof(int));

    internal byte* Rows(long bytes) => Grow(ref rows, bytes);

    internal int* LaneSums(long count) => (int*)Grow(ref laneSums, count * sizeof(int));

    internal OutputRun[] Runs(int count)
    {
        if (runs.Length < count)
            runs = new OutputRun[count];
        return runs;
    }

    private static byte* Grow(ref AlignedBuffer? buffer, long bytes)
    {
        if (buffer is null || buffer.Length < bytes)
            buffer = new AlignedBuffer(checked((int)bytes));
        return buffer.Pointer;
    }
}
