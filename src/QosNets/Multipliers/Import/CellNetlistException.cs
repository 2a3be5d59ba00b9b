namespace QosNets.Multipliers;

/// <summary>
/// A Verilog file instantiates cells of a library that is not part of it. Libraries publish such netlists beside the models
/// that can be read, so an import of a folder passes over them.
/// </summary>
internal sealed class CellNetlistException(string message) : Exception(message);
