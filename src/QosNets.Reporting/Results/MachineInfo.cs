namespace QosNets.Reporting.Results;

/// <summary>The machine of a run.</summary>
/// <param name="Processor">Name of the processor.</param>
/// <param name="Cores">Logical processors that the run could use.</param>
/// <param name="Threads">Threads that the run used.</param>
/// <param name="MemoryGib">Memory available to the run in GiB.</param>
/// <param name="OperatingSystem">Name and version of the operating system.</param>
/// <param name="KernelPath">Instruction path of the table products.</param>
internal sealed record MachineInfo(
    string Processor,
    int Cores,
    int Threads,
    double MemoryGib,
    string OperatingSystem,
    string KernelPath
);
