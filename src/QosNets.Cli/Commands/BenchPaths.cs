using System.CommandLine;
using QosNets.Cli.Shell;
using QosNets.Kernels;

namespace QosNets.Cli.Commands;

/// <summary>The options that say which kernel paths to measure and with how many threads.</summary>
internal sealed class BenchPaths
{
    private const int MostThreads = 1024;

    /// <summary>Names of paths.</summary>
    public Option<string[]> Path { get; } =
        new("--path")
        {
            Description =
                $"Measure this path only ({string.Join(", ", KernelPaths.All.Select(p => p.Name))}); may be given several "
                + $"times. All that this processor supports by default.",
            HelpName = "PATH",
        };

    /// <summary>Numbers of threads.</summary>
    public Option<int?> Threads { get; } =
        ThreadsOption("Measure with this number of threads only; with one thread and with all by default.");

    /// <summary>The option <c>--threads</c>.</summary>
    public static Option<int?> ThreadsOption(string description) =>
        BenchCommand.CountOption("--threads", description, MostThreads);

    /// <summary>
    /// The paths asked for, or all that this processor supports, in the order of <see cref="KernelPaths.All"/>.
    /// </summary>
    /// <exception cref="CommandException">There is no such path, or the processor lacks its instructions.</exception>
    public IReadOnlyList<KernelPath> ReadPaths(ParseResult parse)
    {
        var supported = KernelPaths.All.Where(p => p.IsSupported).ToList();
        var names = parse.GetValue(Path) ?? [];
        foreach (var name in names)
        {
            if (supported.Any(p => p.Name == name))
                continue;
            var fault = KernelPaths.All.Any(p => p.Name == name) ? "needs instructions that this processor lacks" : "is no path";
            throw new CommandException(
                $"--path {name} {fault}; this machine can run: {string.Join(", ", supported.Select(p => p.Name))}"
            );
        }
        return names.Length == 0 ? supported : [.. supported.Where(p => names.Contains(p.Name))];
    }

    /// <summary>The number of threads asked for, or one and all (<see cref="KernelOptions.Threads"/>).</summary>
    public IReadOnlyList<int> ReadThreads(ParseResult parse) =>
        parse.GetValue(Threads) is { } count ? [count] : [.. new[] { 1, KernelOptions.Threads }.Distinct()];
}
