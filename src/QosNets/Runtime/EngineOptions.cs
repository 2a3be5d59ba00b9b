using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// How an engine runs; its answers do not depend on it.
/// <code>var engine = new Engine(bundle, new EngineOptions { Threads = 2, Kernel = "avx2" });</code>
/// </summary>
public sealed record EngineOptions
{
    private readonly int? threads;
    private readonly string? kernel;

    /// <summary>
    /// Threads that one call may use, at least 1; null takes QOSNETS_THREADS, else all processors.
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

    /// <summary>
    /// Name of the kernels to run on, one of <see cref="Kernels"/>; null takes that of the variable QOSNETS_KERNEL, else the
    /// first.
    /// </summary>
    /// <exception cref="SettingException">Set to a name that is unknown, or whose instructions this processor lacks.</exception>
    public string? Kernel
    {
        get => kernel;
        init
        {
            if (value is not null)
                KernelPaths.Named(value, $"{nameof(EngineOptions)}.{nameof(Kernel)}");
            kernel = value;
        }
    }

    /// <summary>The kernels that this processor can run, the fastest first.</summary>
    public static IReadOnlyList<string> Kernels { get; } = [.. KernelPaths.All.Where(p => p.IsSupported).Select(p => p.Name)];

    /// <summary>The path of <see cref="Kernel"/>.</summary>
    internal KernelPath Path => kernel is null ? KernelPaths.Selected : KernelPaths.All.Single(p => p.Name == kernel);
}
