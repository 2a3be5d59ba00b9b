namespace QosNets.Kernels;

/// <summary>Settings that all kernels share.</summary>
internal static class KernelOptions
{
    /// <summary>Environment variable with the number of threads.</summary>
    public const string ThreadsVariable = "QOSNETS_THREADS";

    /// <summary>Environment variable with the name of the kernel path, see <see cref="KernelPaths.All"/>.</summary>
    public const string KernelVariable = "QOSNETS_KERNEL";

    private static int threads;

    /// <summary>
    /// Threads one call may use, at least 1. The default is QOSNETS_THREADS, else the number of processors.
    /// Results do not depend on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    /// <exception cref="SettingException">QOSNETS_THREADS is not a positive number.</exception>
    public static int Threads
    {
        get
        {
            if (threads == 0)
                threads = ParseThreads(Environment.GetEnvironmentVariable(ThreadsVariable));
            return threads;
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            threads = value;
        }
    }

    internal static int ParseThreads(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Environment.ProcessorCount;
        if (int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out var count) && count >= 1)
            return count;
        throw new SettingException(
            $"{ThreadsVariable}='{text}' is not a number of threads; give a whole number of at least 1 or unset it"
        );
    }
}
