namespace QosNets.Hardware;

/// <summary>Energy of one image by where it goes, pJ.</summary>
/// <param name="Multiplications">The approximated products.</param>
/// <param name="Additions">Accumulator additions.</param>
/// <param name="RowSums">Zero points and activation-side correction: look-ups, sums over activations, their subtraction.</param>
/// <param name="Registers">Operands and sums that move through the array.</param>
/// <param name="WeightMemory">Weights from their memory, and into it where they do not stay there.</param>
/// <param name="ActivationMemory">Activations from and to their memory.</param>
/// <param name="SumMemory">Partial sums from and to their memory.</param>
/// <param name="Dram">What comes from and goes to DRAM.</param>
/// <param name="Requantisation">Float32 arithmetic from accumulators to bytes, and of nodes between layers.</param>
internal sealed record EnergyParts(
    double Multiplications = 0,
    double Additions = 0,
    double RowSums = 0,
    double Registers = 0,
    double WeightMemory = 0,
    double ActivationMemory = 0,
    double SumMemory = 0,
    double Dram = 0,
    double Requantisation = 0
)
{
    /// <summary>All parts together, pJ.</summary>
    public double Total => All.Sum(p => p.Picojoule);

    /// <summary>Each part with its name for people, in a fixed order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IReadOnlyList<(string Name, double Picojoule)> All =>
        [
            ("multiplications", Multiplications),
            ("accumulator additions", Additions),
            ("zero points and correction", RowSums),
            ("registers", Registers),
            ("weight memory", WeightMemory),
            ("activation memory", ActivationMemory),
            ("partial sum memory", SumMemory),
            ("DRAM", Dram),
            ("requantisation", Requantisation),
        ];

    /// <summary>Both energies.</summary>
    public static EnergyParts operator +(EnergyParts left, EnergyParts right) => Add(left, right);

    /// <summary>Both energies.</summary>
    public static EnergyParts Add(EnergyParts left, EnergyParts right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new EnergyParts(
            left.Multiplications + right.Multiplications,
            left.Additions + right.Additions,
            left.RowSums + right.RowSums,
            left.Registers + right.Registers,
            left.WeightMemory + right.WeightMemory,
            left.ActivationMemory + right.ActivationMemory,
            left.SumMemory + right.SumMemory,
            left.Dram + right.Dram,
            left.Requantisation + right.Requantisation
        );
    }
}
