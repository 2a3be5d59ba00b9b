using System.Runtime.InteropServices;

namespace QosNets.Training.Torch;

/// <summary>
/// Takes back what the environment tells OpenMP and MKL of threads, before libgomp is loaded and reads it. Training sets its
/// threads itself, and under OMP_DYNAMIC=true a team has fewer than oneDNN planned for, so that its barrier waits for ever.
/// </summary>
internal static partial class OpenMpEnvironment
{
    private static readonly string[] Unused =
    [
        "OMP_DYNAMIC",
        "OMP_NUM_THREADS",
        "OMP_THREAD_LIMIT",
        "OMP_MAX_ACTIVE_LEVELS",
        "OMP_NESTED",
        "OMP_SCHEDULE",
        "OMP_STACKSIZE",
        "OMP_WAIT_POLICY",
        "OMP_PROC_BIND",
        "OMP_PLACES",
        "OMP_CANCELLATION",
        "GOMP_STACKSIZE",
        "GOMP_CPU_AFFINITY",
        "KMP_AFFINITY",
        "MKL_DYNAMIC",
        "MKL_NUM_THREADS",
        "MKL_DOMAIN_NUM_THREADS",
        "MKL_THREADING_LAYER",
    ];

    /// <summary>What was taken back, <c>NAME=value</c> each; empty before <see cref="TakeBack"/>.</summary>
    public static IReadOnlyList<string> Ignored { get; private set; } = [];

    /// <summary>Takes the variables back, and has libgomp's threads spin only briefly unless the user set that.</summary>
    public static void TakeBack()
    {
        Ignored =
        [
            .. Unused
                .Select(n => (Name: n, Value: Environment.GetEnvironmentVariable(n)))
                .Where(v => v.Value is not null)
                .Select(v => $"{v.Name}={v.Value}"),
        ];
        foreach (var name in Unused)
            _ = unsetenv(name);
        // Its threads spin while they wait, which on a machine that does anything else makes a training step many times slower;
        // a short spin keeps the speed of an idle machine.
        _ = setenv("GOMP_SPINCOUNT", "10000", 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);
}
