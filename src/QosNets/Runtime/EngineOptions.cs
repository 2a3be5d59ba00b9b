using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>How an engine runs; its answers do not depend on it.</summary>
public sealed record EngineOptions
{
    private readonly int? threads;

    /// <summary>
    /// Threads that one call may use, at least 1; null takes <see cref="KernelOptions.Threads"/> at every call.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Set to less than 1.</exception>
    public int? Threads
    {
        get => threads;
        init
        {
            if (value is { } count)
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
            threads = value;
        }
    }
}
