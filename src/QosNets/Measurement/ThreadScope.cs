using QosNets.Kernels;

namespace QosNets.Measurement;

/// <summary>Keeps the number of threads that the kernels may use, and restores it when disposed.</summary>
internal sealed class ThreadScope : IDisposable
{
    private readonly int before = KernelOptions.Threads;

    /// <summary>The work, done with a number of threads.</summary>
    public static Action On(int threads, Action work) =>
        () =>
        {
            KernelOptions.Threads = threads;
            work();
        };

    /// <inheritdoc/>
    public void Dispose() => KernelOptions.Threads = before;
}
