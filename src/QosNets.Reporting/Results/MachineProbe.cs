using System.Runtime.InteropServices;

namespace QosNets.Reporting.Results;

/// <summary>Finds out what machine this is.</summary>
internal static class MachineProbe
{
    /// <summary>The machine that this process runs on.</summary>
    /// <param name="threads">Threads that the run uses, at least 1.</param>
    /// <param name="kernelPath">Name of the instruction path of the table products.</param>
    public static MachineInfo Current(int threads, string kernelPath) =>
        new(
            Processor(),
            Environment.ProcessorCount,
            threads,
            Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30), 1),
            RuntimeInformation.OSDescription,
            kernelPath
        );

    // .NET has no name of the processor; Linux has, elsewhere the architecture must do.
    private static string Processor()
    {
        const string Path = "/proc/cpuinfo";
        var line = File.Exists(Path)
            ? File.ReadLines(Path).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
