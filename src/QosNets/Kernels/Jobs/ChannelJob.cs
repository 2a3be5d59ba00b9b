namespace QosNets.Kernels;

/// <summary>
/// One call on groups of one input channel, cut into items of one output channel and some images, whose sums are made image by
/// image.
/// </summary>
internal abstract unsafe class ChannelJob<TSink> : SharedWork
    where TSink : struct, IBlockSink
{
    private TSink sink;
    private byte* input;
    private int batch;
    private int parts;
    private int outputs;
    private int positions;

    /// <summary>Sizes of the layer.</summary>
    protected ConvolutionGeometry Geometry { get; private set; } = null!;

    /// <summary>End of the memory that may be read.</summary>
    protected byte* InputEnd { get; private set; }

    /// <summary>Does a call; what an item needs beside the images must be there.</summary>
    /// <param name="g">Sizes of the layer.</param>
    /// <param name="images">Number of images.</param>
    /// <param name="x">Activations.</param>
    /// <param name="to">Takes the sums.</param>
    /// <param name="isCostly">Whether <see cref="Begin"/> costs so much that channels are rather not shared.</param>
    /// <param name="threads">Threads to use.</param>
    protected void Run(ConvolutionGeometry g, int images, byte* x, TSink to, bool isCostly, int threads)
    {
        (Geometry, batch, sink) = (g, images, to);
        input = x;
        InputEnd = x + (long)images * g.InputLength;
        (outputs, positions) = (g.OutChannels / g.Groups, g.Positions);
        parts = isCostly && g.OutChannels >= 2 * threads ? 1 : Math.Min(images, threads);
        Run((long)g.OutChannels * parts, threads);
        (Geometry, sink) = (null!, default);
    }

    /// <summary>Prepares an output channel; called for each part of its images.</summary>
    protected abstract void Begin(int channel, Scratch scratch);

    /// <summary>
    /// Images that are laid out before the first of them is summed, so that what was written is no longer on its way.
    /// </summary>
    protected virtual int Together => 1;

    /// <summary>Lays an image out in one of <see cref="Together"/> slots.</summary>
    /// <param name="image">The input channel.</param>
    /// <param name="slot">The slot, from 0 on.</param>
    /// <param name="scratch">Memory of the thread.</param>
    protected virtual void LayOut(byte* image, int slot, Scratch scratch) { }

    /// <summary>Sums an image: one input channel to one output channel.</summary>
    /// <param name="channel">The output channel.</param>
    /// <param name="image">The input channel.</param>
    /// <param name="slot">Where <see cref="LayOut"/> has put it.</param>
    /// <param name="scratch">Memory of the thread, where <see cref="Begin"/> left what it made.</param>
    /// <param name="sums">Receives the sums of all positions.</param>
    protected abstract void Sum(int channel, byte* image, int slot, Scratch scratch, int* sums);

    protected sealed override void Do(long item)
    {
        var (channel, part) = Math.DivRem((int)item, parts);
        var (first, end) = ((int)((long)batch * part / parts), (int)((long)batch * (part + 1) / parts));
        var scratch = Scratch.Current;
        var begin = ProductClock.Begin();
        Begin(channel, scratch);
        ProductClock.End(begin);
        var sums = scratch.Sums(positions);
        var source = input + (long)(channel / outputs) * Geometry.InHeight * Geometry.InWidth;
        for (var image = first; image < end; image += Together)
        {
            begin = ProductClock.Begin();
            var count = Math.Min(Together, end - image);
            for (var i = 0; i < count; i++)
                LayOut(source + (long)(image + i) * Geometry.InputLength, i, scratch);
            ProductClock.EndLayout(begin);
            ProductClock.End(begin);
            for (var i = 0; i < count; i++)
                HandOver(channel, source + (long)(image + i) * Geometry.InputLength, image + i, i, scratch, sums);
        }
    }

    private void HandOver(int channel, byte* source, int image, int slot, Scratch scratch, int* sums)
    {
        var begin = ProductClock.Begin();
        var target = sink.Target(image, channel);
        Sum(channel, source, slot, scratch, target == null ? sums : target);
        ProductClock.End(begin);
        if (target == null)
            sink.Accept(sums, positions, 1, channel, (long)image * positions, positions);
    }
}
