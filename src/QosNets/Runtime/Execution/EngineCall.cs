using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// One batch on its way through the network. A batch with images for every thread is cut into chunks, and each thread
/// takes whole chunks from the first step to the last: no thread waits for another between steps, and what one step
/// writes is still in the cache when the next reads it. Fewer images go through together, each step on all threads.
/// </summary>
internal sealed unsafe class EngineCall(SpareObjects<Workspace> workspaces, int pixelsPerImage, int classes, TensorSlot output)
    : SharedWork
{
    // Enough to fill the kernels' blocks, few enough for the second-level cache.
    private const int MaxChunk = 32;

    // Smaller chunks would leave most of a vector of the last layers empty.
    private const int GoodChunk = 8;
    private const int MinChunk = 4;

    private PointProgram program = null!;
    private byte* pixels;
    private float* logits;
    private int batch;
    private int chunks;
    private int threadsPerChunk;

    public void Run(PointProgram point, byte* images, float* results, int count, int threads)
    {
        program = point;
        pixels = images;
        logits = results;
        batch = count;
        var share = count / threads;
        var shared = threads > 1 && share < MinChunk;
        // Two chunks for each thread, so that a thread that others hold up can leave one to its neighbour.
        var chunk = shared ? MaxChunk : Math.Clamp(share / 2, Math.Min(GoodChunk, Math.Max(share, 1)), MaxChunk);
        chunks = (count + chunk - 1) / chunk;
        threadsPerChunk = shared ? threads : 1;
        Run(chunks, shared ? 1 : threads);
    }

    protected override void Do(long item)
    {
        var first = (int)(batch * item / chunks);
        var count = (int)(batch * (item + 1) / chunks) - first;
        var workspace = workspaces.Take();
        workspace.Begin(pixels + (long)first * pixelsPerImage, count, threadsPerChunk);
        program.Run(workspace, count);
        var results = new Span<float>(logits + (long)first * classes, count * classes);
        if (output.Quantizer is { } q)
            Elementwise.Dequantize(workspace.Bytes(output, count), q.Scale, q.ZeroPoint, results);
        else
            workspace.Floats(output, count).CopyTo(results);
        workspaces.Give(workspace);
    }
}
