using QosNets.Kernels;

namespace QosNets.Training.Torch;

/// <summary>One number of threads for libtorch and for our own kernels.</summary>
internal static class Threading
{
    /// <summary>Options of our own parallel loops.</summary>
    public static ParallelOptions Options { get; private set; } = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Sets the number; 0 means one per processor. Returns what is used.</summary>
    /// <exception cref="TorchException">libtorch cannot be loaded.</exception>
    public static int Use(int threads)
    {
        var count = threads > 0 ? threads : Environment.ProcessorCount;
        try
        {
            TorchSharp.torch.set_num_threads(count);
        }
        catch (Exception e) when (e is DllNotFoundException or NotSupportedException or TypeInitializationException)
        {
            // The first call of TorchSharp loads its libraries; its own text is a page.
            throw new TorchException(
                $"libtorch cannot be loaded ({e.GetBaseException().Message.Split('\n')[0].Trim()}); build again (dotnet build -c "
                    + "Release), or reinstall qosnets",
                e
            );
        }
        KernelOptions.Threads = count;
        Options = new ParallelOptions { MaxDegreeOfParallelism = count };
        return count;
    }
}
