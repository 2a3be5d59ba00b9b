namespace QosNets.Kernels;

/// <summary>
/// One call on a layer, cut into items that load a block of positions of one group and hand its sums to a sink.
/// </summary>
internal abstract unsafe class BlockJob<TSink> : SharedWork
    where TSink : struct, IBlockSink
{
    private byte* input;
    private byte* inputEnd;
    private byte padding;

    /// <summary>The table.</summary>
    protected PreparedTable Table { get; private set; } = null!;

    /// <summary>How blocks are laid out.</summary>
    protected BlockLayout Layout { get; private set; } = null!;

    /// <summary>Takes finished sums.</summary>
    protected TSink Sink { get; private set; }

    /// <summary>Weights [OutChannels, FanIn].</summary>
    protected byte* Weights { get; private set; }

    /// <summary>Output channels of a group.</summary>
    protected int Channels { get; private set; }

    /// <summary>Products summed for one output (K).</summary>
    protected int FanIn { get; private set; }

    /// <summary>Takes a call; what it gets must stay where it is until <see cref="End"/>.</summary>
    protected void Begin(
        ConvolutionGeometry g,
        BlockLayout layout,
        int batch,
        byte* input,
        byte padding,
        byte* weights,
        PreparedTable table,
        TSink sink
    )
    {
        this.input = input;
        inputEnd = input + (long)batch * g.InputLength;
        this.padding = padding;
        Weights = weights;
        Table = table;
        Sink = sink;
        Layout = layout;
        Channels = g.OutChannels / g.Groups;
        FanIn = g.FanIn;
    }

    /// <summary>Lets go of what belongs to the call, so that an object kept for the next one keeps nothing alive.</summary>
    protected void End()
    {
        Sink = default;
        Table = null!;
        Layout = null!;
    }

    /// <summary>Loads a block, see <see cref="BlockLayout.Load"/>.</summary>
    protected Block Load(int group, long index, Scratch scratch, out byte* x) =>
        Layout.Load(input, inputEnd, padding, group, index, scratch, out x);
}
