namespace QosNets.Multipliers;

/// <summary>What the files of an import do not say themselves.</summary>
/// <param name="Signed">Whether operands and products are two's complement, for multipliers whose name (<c>mul8s_*</c>,
/// <c>mul8u_*</c>),
/// file or facts do not say it; null lets the exact products decide.</param>
/// <param name="FactsPath">A CSV or JSON fact sheet, or null. Sheets among the imported files are read as well.</param>
/// <param name="LibraryName">Name of the library, for example <c>mine-mul8u</c>.</param>
/// <param name="Source">Source to record where the facts name none, or null.</param>
/// <param name="Licence">Licence to record where the facts name none, or null.</param>
public sealed record ImportOptions(
    bool? Signed,
    string? FactsPath,
    string LibraryName,
    string? Source = null,
    string? Licence = null
);
