namespace QosNets.Multipliers;

/// <summary>
/// Which port of the published circuit each operand is. EvoApproxLib declares its 8×8 unsigned C models <c>(B, A)</c>: operand
/// a, the row of the truth table, is port B there.
/// </summary>
/// <param name="A">Port of operand a.</param>
/// <param name="B">Port of operand b.</param>
internal sealed record OperandPorts(string A, string B)
{
    /// <summary>As messages show it.</summary>
    public override string ToString() => $"a is port {A}, b is port {B}";
}
