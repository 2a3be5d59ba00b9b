namespace QosNets.Kernels;

/// <summary>Buffers of one thread that grow on demand and are used again by later calls.</summary>
internal sealed unsafe class Scratch
{
    [ThreadStatic]
    private static Scratch? current;

    private AlignedBuffer? activations;
    private AlignedBuffer? sums;
    private AlignedBuffer? wideSums;
    private AlignedBuffer? strips;
    private AlignedBuffer? stripPlaces;
    private AlignedBuffer? laneSums;
    private AlignedBuffer? pairs;
    private AlignedBuffer? classes;
    private AlignedBuffer? columnTile;
    private AlignedBuffer? packedTables;
    private AlignedBuffer? packedSums;
    private AlignedBuffer? activationSums;
    private AlignedBuffer? zeroWeights;
    private OutputRun[] runs = [];

    internal static Scratch Current => current ??= new Scratch();

    internal byte* Activations(long bytes) => AlignedBuffer.Grow(ref activations, bytes);

    internal int* Sums(long count) => (int*)AlignedBuffer.Grow(ref sums, count * sizeof(int));

    /// <summary>Sums over the upper words of a wide table.</summary>
    internal int* WideSums(long count) => (int*)AlignedBuffer.Grow(ref wideSums, count * sizeof(int));

    /// <summary>Weights of the call that this thread started.</summary>
    internal PreparedWeights Weights { get; } = new();

    /// <summary>Activations packed for the product part.</summary>
    internal uint* Pairs(long count) => (uint*)AlignedBuffer.Grow(ref pairs, count * sizeof(uint));

    /// <summary>Classes of activations, for both digits.</summary>
    internal byte* Classes(long bytes) => AlignedBuffer.Grow(ref classes, bytes);

    /// <summary>Activations of a <see cref="ColumnKernel"/>.</summary>
    internal byte* ColumnTile(long bytes) => AlignedBuffer.Grow(ref columnTile, bytes);

    /// <summary>Tables of <see cref="PackedProducts"/>.</summary>
    internal ulong* PackedTables(long count) => (ulong*)AlignedBuffer.Grow(ref packedTables, count * sizeof(ulong));

    /// <summary>Sums of packed products.</summary>
    internal ulong* PackedSums(long count) => (ulong*)AlignedBuffer.Grow(ref packedSums, count * sizeof(ulong));

    internal int* ActivationSums(long count) => (int*)AlignedBuffer.Grow(ref activationSums, count * sizeof(int));

    /// <summary>Weights that all are 0.</summary>
    internal byte* ZeroWeights(int count)
    {
        var weights = AlignedBuffer.Grow(ref zeroWeights, count);
        new Span<byte>(weights, count).Clear();
        return weights;
    }

    /// <summary>Strips of products, see <see cref="StripPath"/>.</summary>
    internal byte* Strips(long bytes) => AlignedBuffer.Grow(ref strips, bytes);

    /// <summary>Where the activations' rows lie in strips.</summary>
    internal byte* StripPlaces(long bytes) => AlignedBuffer.Grow(ref stripPlaces, bytes);

    /// <summary>Sums [position, lane] of the strips.</summary>
    internal int* LaneSums(long count) => (int*)AlignedBuffer.Grow(ref laneSums, count * sizeof(int));

    internal OutputRun[] Runs(int count)
    {
        if (runs.Length < count)
            runs = new OutputRun[count];
        return runs;
    }
}
