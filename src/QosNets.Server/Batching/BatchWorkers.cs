using System.Diagnostics;

namespace QosNets.Server.Batching;

/// <summary>What was measured of a batch.</summary>
/// <param name="Run">How it ran.</param>
/// <param name="Answered">How many images each operating point answered.</param>
/// <param name="Images">Number of images.</param>
/// <param name="Requests">Number of requests.</param>
/// <param name="Duration">How long it ran.</param>
/// <param name="Waited">How long its first request had waited when it began.</param>
internal readonly record struct BatchMeasure(
    BatchRun Run,
    IReadOnlyList<int> Answered,
    int Images,
    int Requests,
    TimeSpan Duration,
    TimeSpan Waited
);

/// <summary>
/// Threads that take batches from a queue and run them. They are threads of their own, so that a busy engine does not take
/// those from the thread pool that read and write requests.
/// </summary>
internal sealed class BatchWorkers : IDisposable
{
    private readonly InferenceQueue queue;
    private readonly RunBatch run;
    private readonly Action<BatchMeasure> measured;
    private readonly Action<Exception> failed;
    private readonly int imageLength;
    private readonly int classes;
    private readonly List<Thread> threads;

    /// <summary>Starts the threads.</summary>
    /// <param name="queue">Where batches come from.</param>
    /// <param name="count">Number of threads.</param>
    /// <param name="imageLength">Pixels of an image.</param>
    /// <param name="classes">Logits of an image.</param>
    /// <param name="run">Runs a batch; called by all threads at a time.</param>
    /// <param name="measured">Takes the figures of each batch.</param>
    /// <param name="failed">Takes what a batch threw; its requests get it too.</param>
    public BatchWorkers(
        InferenceQueue queue,
        int count,
        int imageLength,
        int classes,
        RunBatch run,
        Action<BatchMeasure> measured,
        Action<Exception> failed
    )
    {
        (this.queue, this.run, this.measured, this.failed) = (queue, run, measured, failed);
        (this.imageLength, this.classes) = (imageLength, classes);
        threads =
        [
            .. Enumerable.Range(0, count).Select(i => new Thread(Work) { Name = $"batch worker {i}", IsBackground = true }),
        ];
        threads.ForEach(t => t.Start());
    }

    /// <summary>Closes the queue, runs what still waits in it, and ends the threads.</summary>
    public void Dispose()
    {
        queue.Close();
        threads.ForEach(t => t.Join());
    }

    private void Work()
    {
        var (batch, pixels, logits, points) = (
            new List<Inference>(),
            Array.Empty<byte>(),
            Array.Empty<float>(),
            Array.Empty<int>()
        );
        while (queue.Take(batch) is > 0 and var images)
        {
            if (logits.Length < images * classes)
                (pixels, logits, points) = (new byte[images * imageLength], new float[images * classes], new int[images]);
            try
            {
                Run(
                    batch,
                    images,
                    pixels.AsSpan(0, images * imageLength),
                    logits.AsSpan(0, images * classes),
                    points.AsSpan(0, images)
                );
            }
#pragma warning disable CA1031 // Whatever goes wrong with one batch, its clients learn of it and the next one runs.
            catch (Exception e)
#pragma warning restore CA1031
            {
                failed(e);
                batch.ForEach(i => i.Fail(e));
            }
        }
    }

    private void Run(List<Inference> batch, int images, Span<byte> pixels, Span<float> logits, Span<int> points)
    {
        var start = Stopwatch.GetTimestamp();
        var waited = Stopwatch.GetElapsedTime(batch[0].Enqueued, start);
        var at = 0;
        foreach (var inference in batch)
        {
            inference.Pixels.AsSpan(0, inference.Images * imageLength).CopyTo(pixels[(at * imageLength)..]);
            at += inference.Images;
        }
        // The queue puts requests of one wish together.
        var ran = run(batch[0].Wish, pixels, images, logits, points);
        var answered = new int[ran.Runs.Count];
        foreach (var point in points)
            answered[point]++;
        measured(new BatchMeasure(ran, answered, images, batch.Count, Stopwatch.GetElapsedTime(start), waited));
        at = 0;
        foreach (var inference in batch)
        {
            inference.Complete(
                new InferenceResult(
                    points.Slice(at, inference.Images).ToArray(),
                    logits.Slice(at * classes, inference.Images * classes).ToArray()
                )
            );
            at += inference.Images;
        }
    }
}
