namespace QosNets.Kernels;

/// <summary>Keeps the layouts of one layer, one for each number of images, so that calls after the first make none.</summary>
internal sealed class LayoutCache(ConvolutionGeometry g)
{
    // Larger batches share one place: who uses them keeps to one size.
    private const int MaxKept = 64;

    private readonly Entry?[] entries = new Entry?[MaxKept + 1];

    internal BlockLayout Get(int batch, KernelPath path, bool withStrips)
    {
        ref var place = ref entries[batch <= MaxKept ? batch : 0];
        var entry = Volatile.Read(ref place);
        if (entry is null || entry.Batch != batch || entry.Path != path || entry.WithStrips != withStrips)
        {
            entry = new Entry(batch, path, withStrips, BlockLayout.Choose(g, batch, path, withStrips));
            Volatile.Write(ref place, entry);
        }

        return entry.Layout;
    }

    private sealed record Entry(int Batch, KernelPath Path, bool WithStrips, BlockLayout Layout);
}
