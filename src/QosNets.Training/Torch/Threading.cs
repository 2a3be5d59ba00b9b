using QosNets.Kernels;

namespace QosNets.Training.Torch;

/// <summary>One number of threads for libtorch and for our own kernels.</summary>
internal static class Threading
{
    /// <summary>Options of our own parallel loops.</summary>
    public static ParallelOptions Options { get; private set; } = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Sets the number; 0 means one per processor. Returns what is used.</summary>
    public static int Use(int threads)
    {
        var count = threads > 0 ? threads : Environment.ProcessorCount;
        TorchSharp.torch.set_num_threads(count);
        KernelOptions.Threads = count;
        Options = new ParallelOptions { MaxDegreeOfParallelism = count };
        return count;
    }
}
