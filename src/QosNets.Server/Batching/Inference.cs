namespace QosNets.Server.Batching;

/// <summary>What a request's images ran as.</summary>
/// <param name="Points">[images]: index of the operating point that gave each image's logits.</param>
/// <param name="Logits">[images, classes].</param>
internal sealed record InferenceResult(int[] Points, float[] Logits);

/// <summary>The images of one request, waiting for their batch.</summary>
/// <param name="pixels">At least images × pixels of an image; not to be touched before <see cref="Result"/> has ended.</param>
/// <param name="images">Number of images.</param>
/// <param name="wish">What the request asks for itself.</param>
internal sealed class Inference(byte[] pixels, int images, Wish wish = default)
{
    private readonly TaskCompletionSource<InferenceResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Pixels 0..255, [images, channels, rows, columns]; may be longer.</summary>
    public byte[] Pixels => pixels;

    /// <summary>Number of images.</summary>
    public int Images => images;

    /// <summary>What the request asks for itself; images of one batch ask for the same.</summary>
    public Wish Wish => wish;

    /// <summary>When it came into the queue, as <see cref="System.Diagnostics.Stopwatch.GetTimestamp"/>.</summary>
    public long Enqueued { get; set; }

    /// <summary>Its place in the queue.</summary>
    public LinkedListNode<Inference>? Place { get; set; }

    /// <summary>Ends when the images have run, could not run, or were taken back.</summary>
    public Task<InferenceResult> Result => completion.Task;

    public void Complete(InferenceResult result) => completion.TrySetResult(result);

    public void Fail(Exception exception) => completion.TrySetException(exception);

    public void Cancel() => completion.TrySetCanceled();
}
