using QosNets.Multipliers;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets multipliers list</c> and <c>show</c> tell; its JSON form as it is.</summary>
/// <param name="Library">Name of the library.</param>
/// <param name="Signed">Whether operands are two's complement.</param>
/// <param name="Exact">The multiplier that powers are relative to.</param>
/// <param name="PowerIsEstimated">Whether powers are counts of gates (nominally 1 µW each) and no figures of synthesis.</param>
/// <param name="Multipliers">The multipliers.</param>
internal sealed record LibrarySummary(
    string Library,
    bool Signed,
    string Exact,
    bool PowerIsEstimated,
    IReadOnlyList<MultiplierSummary> Multipliers
);

/// <summary>One multiplier.</summary>
/// <param name="Name">Name in the library.</param>
/// <param name="OperandBits">Bits of the operands, for example <c>8x4</c>.</param>
/// <param name="Digest">Digest of the table of its own operands, which identifies the circuit's function.</param>
/// <param name="PublishedAs">Names under which it was published, with their collections.</param>
/// <param name="OperandPorts">Ports of the published circuit that operands a and b are, or null when unknown.</param>
/// <param name="PowerMilliwatt">Power; nominal when estimated.</param>
/// <param name="RelativePower">Power over that of the exact multiplier.</param>
/// <param name="AreaSquareMicrometre">Area, or null when unknown.</param>
/// <param name="DelayNanosecond">Delay, or null when unknown.</param>
/// <param name="OtherCosts">Costs in other columns, by name of the column.</param>
/// <param name="Errors">Errors as an 8×8 multiplier, all operand pairs equally likely; shares are fractions of 1.</param>
/// <param name="OwnErrors">Errors over the circuit's own operands, as they are published; null for 8×8.</param>
/// <param name="Weighted">Errors with the operands of a layer, when one was given.</param>
/// <param name="Structure">Structure of the table, when asked for.</param>
internal sealed record MultiplierSummary(
    string Name,
    string OperandBits,
    string Digest,
    IReadOnlyList<string> PublishedAs,
    IReadOnlyList<string>? OperandPorts,
    double PowerMilliwatt,
    double RelativePower,
    double? AreaSquareMicrometre,
    double? DelayNanosecond,
    IReadOnlyDictionary<string, double> OtherCosts,
    ErrorMetrics Errors,
    ErrorMetrics? OwnErrors,
    ErrorMetrics? Weighted,
    TableStructure? Structure
)
{
    /// <summary>The cost columns of a library that have no place of their own here.</summary>
    public static IReadOnlyList<string> OtherColumns(MultiplierLibrary library) =>
        [.. library.Costs.Where(c => c is not (CostColumn.Power or CostColumn.Area))];

    /// <summary>Summaries of some multipliers of a library.</summary>
    public static IReadOnlyList<MultiplierSummary> Of(
        MultiplierLibrary library,
        IReadOnlyList<Multiplier> multipliers,
        OperandWeights? operands,
        bool structure
    ) =>
        [
            .. multipliers.Select(m => new MultiplierSummary(
                m.Name,
                m.Widths.ToString(),
                m.Digest,
                [.. m.Aliases.Select(a => a.ToString())],
                m.Ports is { } ports ? [ports.A, ports.B] : null,
                m.PowerMilliwatt,
                library.RelativePower(m),
                m.AreaSquareMicrometre,
                m.DelayNanosecond,
                OtherColumns(library)
                    .Select(c => (Column: c, Value: CostColumn.Of(m, c)))
                    .Where(c => c.Value is not null)
                    .ToDictionary(c => c.Column, c => c.Value!.Value),
                ErrorMetrics.Compute(m.Table),
                m.Widths == OperandWidths.Full ? null : ErrorMetrics.Compute(m.Native),
                operands is null ? null : WeightedErrors.Compute(m.Table, operands),
                structure ? TableStructure.Of(m.Table) : null
            )),
        ];
}
