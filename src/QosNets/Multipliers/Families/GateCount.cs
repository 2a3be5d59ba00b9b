namespace QosNets.Multipliers;

/// <summary>
/// Gates of a circuit, counted by hand from its structure. <see cref="Units"/> weighs them by the unit-gate model
/// (Zimmermann, Binary Adder Architectures for Cell-Based VLSI and their Synthesis, ETH Zürich 1997): a two-input gate
/// counts 1, an exclusive or 2, an inverter 0. It is an estimate: no synthesis, no wires, no glitches, no cell library.
/// </summary>
/// <param name="FullAdders">Full adders, 7 units each.</param>
/// <param name="HalfAdders">Half adders, 3 units each.</param>
/// <param name="Gates">Two-input and, or, nand, nor: 1 unit each.</param>
/// <param name="ExclusiveOrs">Two-input exclusive or: 2 units each.</param>
/// <param name="Multiplexers">2:1 multiplexers, 3 units each.</param>
internal readonly record struct GateCount(
    int FullAdders = 0,
    int HalfAdders = 0,
    int Gates = 0,
    int ExclusiveOrs = 0,
    int Multiplexers = 0
)
{
    /// <summary>Units of the model.</summary>
    public int Units => 7 * FullAdders + 3 * HalfAdders + Gates + 2 * ExclusiveOrs + 3 * Multiplexers;

    /// <summary>The units as a nominal power in mW, 1 µW each: only ratios within one library mean anything.</summary>
    public double NominalMilliwatt => Units / 1000.0;

    /// <summary>Both circuits.</summary>
    public static GateCount operator +(GateCount left, GateCount right) => Add(left, right);

    /// <summary>A circuit several times.</summary>
    public static GateCount operator *(int times, GateCount count) => Multiply(times, count);

    /// <summary>Both circuits.</summary>
    public static GateCount Add(GateCount left, GateCount right) =>
        new(
            left.FullAdders + right.FullAdders,
            left.HalfAdders + right.HalfAdders,
            left.Gates + right.Gates,
            left.ExclusiveOrs + right.ExclusiveOrs,
            left.Multiplexers + right.Multiplexers
        );

    /// <summary>A circuit several times.</summary>
    public static GateCount Multiply(int times, GateCount count) =>
        new(
            times * count.FullAdders,
            times * count.HalfAdders,
            times * count.Gates,
            times * count.ExclusiveOrs,
            times * count.Multiplexers
        );
}
