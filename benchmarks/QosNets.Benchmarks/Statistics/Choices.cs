using QosNets.Data;
using QosNets.Kernels;
using QosNets.Measurement;
using QosNets.Multipliers;

namespace QosNets.Benchmarks;

/// <summary>What the benchmarks can be run with, and how BenchmarkDotNet's table names it.</summary>
internal static class Choices
{
    public static MultiplierLibrary Library { get; } = MultiplierLibrary.Load(DataFolder.File("evoapprox/mul8u.npz"));

    /// <summary>A multiplier of 8×4 bits, whose table has 16 distinct columns.</summary>
    public static NamedTable FewColumns { get; } =
        new(
            "mul8x4u_2YS",
            MultiplierLibrary
                .Load(DataFolder.File("evoapprox/evoapprox-unsigned.npz"))
                .Multipliers.Single(m => m.Name == "mul8x4u_2YS")
                .Table
        );

    /// <summary>The exact multiplier and one for each plan of the kernels.</summary>
    public static IReadOnlyList<NamedTable> Tables { get; } = NamedTable.OnePerPlan(Library);

    /// <summary>Names of <see cref="Tables"/> with their plans.</summary>
    public static IEnumerable<string> TableNames => Tables.Select(Title);

    /// <summary>Paths that this processor supports.</summary>
    public static IEnumerable<string> PathNames => KernelPaths.All.Where(p => p.IsSupported).Select(p => p.Name);

    public static NamedTable Table(string title) => Tables.Single(t => Title(t) == title);

    private static string Title(NamedTable table) => $"{table.Name} ({table.Plan})";
}
