namespace QosNets.Kernels;

/// <summary>Keeps the layouts of one layer, one for each number of images, so that calls after the first make none.</summary>
internal sealed class LayoutCache(ConvolutionGeometry g)
{
    // Larger batches share one place: who uses them keeps to one size.
    private const int MaxKept = 64;

    private readonly Entry?[] withoutStrips = new Entry?[MaxKept + 1];
    private readonly Entry?[] withStrips = new Entry?[MaxKept + 1];

    internal BlockLayout Get(int batch, KernelPath path, bool laysStrips)
    {
        // Operating points of a layer may differ in this, and take turns.
        var entries = laysStrips ? withStrips : withoutStrips;
        ref var place = ref entries[batch <= MaxKept ? batch : 0];
        var entry = Volatile.Read(ref place);
        if (entry is null || entry.Batch != batch || entry.Path != path)
        {
            entry = new Entry(batch, path, BlockLayout.Choose(g, batch, path, laysStrips));
            Volatile.Write(ref place, entry);
        }

        return entry.Layout;
    }

    private sealed record Entry(int Batch, KernelPath Path, BlockLayout Layout);
}
