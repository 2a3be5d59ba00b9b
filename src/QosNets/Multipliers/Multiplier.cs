namespace QosNets.Multipliers;

/// <summary>One approximate (or exact) multiplier: its table and the facts a designer knows about its circuit.</summary>
/// <param name="Name">Name in its library, for example <c>mul8u_2P7</c>.</param>
/// <param name="Table">Products of all operand pairs; for a circuit of narrower operands those of the 8×8 multiplier that it
/// stands for, see <see cref="NativeTable"/>.</param>
/// <param name="PowerMilliwatt">Power in mW, at or above 0; a nominal 1 µW per unit gate when
/// <paramref name="PowerIsEstimated"/>.</param>
/// <param name="AreaSquareMicrometre">Cell area in µm², or null when unknown.</param>
/// <param name="DelayNanosecond">Critical path in ns, or null when unknown.</param>
/// <param name="Source">Where table and facts come from, or null when unknown.</param>
/// <param name="Licence">Licence of table and facts, for example <c>MIT</c>, or null when unknown.</param>
/// <param name="PowerIsEstimated">Whether the power is a count of gates, see <see cref="GateCount"/>, and no figure of a
/// synthesised circuit.</param>
public sealed record Multiplier(
    string Name,
    TruthTable Table,
    double PowerMilliwatt,
    double? AreaSquareMicrometre = null,
    double? DelayNanosecond = null,
    string? Source = null,
    string? Licence = null,
    bool PowerIsEstimated = false
)
{
    /// <summary>Bits of the circuit's operands; power, area and delay are those of a circuit of these widths.</summary>
    internal OperandWidths Widths { get; init; } = OperandWidths.Full;

    /// <summary>Error figures as its designers printed them, or null when unknown.</summary>
    internal PublishedMetrics? Published { get; init; }

    /// <summary>Names under which the circuit was published, with their collections.</summary>
    internal AliasList Aliases { get; init; } = AliasList.None;

    /// <summary>Which port of the published circuit each operand is, or null when unknown.</summary>
    internal OperandPorts? Ports { get; init; }

    /// <summary>Look-up tables of an FPGA that the circuit takes, or null when unknown.</summary>
    public int? LookUpTables { get; init; }

    /// <summary>Costs in columns of their own, see <see cref="CostColumn"/>.</summary>
    internal CostList Costs { get; init; } = CostList.None;

    /// <summary>The circuit of gates, or null when unknown; its products are those of <see cref="Native"/>.</summary>
    internal Netlist? Circuit { get; init; }

    /// <summary>The products of the circuit's own operands.</summary>
    /// <exception cref="ArgumentException"><see cref="Table"/> depends on bits that <see cref="Widths"/> does not
    /// have.</exception>
    internal NativeTable Native => NativeTable.Of(Table, Widths);

    /// <summary>What identifies the circuit's function, whatever its name: the first 16 hexadecimal digits of the
    /// SHA-256 of the products of its own operands as little-endian 16-bit integers.</summary>
    public string Digest => Native.Digest;
}
