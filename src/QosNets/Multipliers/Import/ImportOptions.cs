namespace QosNets.Multipliers;

/// <summary>What the files of an import do not say themselves.</summary>
/// <param name="Signed">Whether operands and products are two's complement, for multipliers whose name (<c>mul8s_*</c>,
/// <c>mul8u_*</c>),
/// file or facts do not say it; null lets the exact products decide.</param>
/// <param name="FactsPath">A fact sheet, or null. Sheets among the imported files are read as well.</param>
/// <param name="LibraryName">Name of the library, for example <c>mine-mul8u</c>.</param>
/// <param name="Source">Source to record where the facts name none, or null.</param>
/// <param name="Licence">Licence to record where the facts name none, or null.</param>
internal sealed record ImportOptions(
    bool? Signed,
    string? FactsPath,
    string LibraryName,
    string? Source = null,
    string? Licence = null
)
{
    /// <summary>
    /// Bits of the operands of multipliers whose name (<c>mul8x4u_*</c>), file or facts do not say them; null takes 8×8.
    /// </summary>
    public OperandWidths? Widths { get; init; }

    /// <summary>
    /// The collection that the files come from, for example <c>v2022</c>: names are recorded with it, and multipliers of equal
    /// tables become one. Null keeps every name as a multiplier of its own.
    /// </summary>
    public string? Generation { get; init; }

    /// <summary>
    /// Whether to take models whose printed errors are not those of their products, beyond rounding. Such a model is mostly
    /// another function, or one of other operand widths.
    /// </summary>
    public bool Insist { get; init; }

    /// <summary>
    /// Whether fact sheets may stand without a multiplier, since a library that is there has it: their costs are then in
    /// <see cref="ImportResult.Costs"/>.
    /// </summary>
    public bool CostsAlone { get; init; }

    /// <summary>Power in mW of the only multiplier that is read, where neither it nor a fact sheet says it; or null.</summary>
    public double? PowerMilliwatt { get; init; }
}
