namespace QosNets.Multipliers;

/// <summary>Whether the ports of a netlist are those of a multiplier.</summary>
internal static class PortShape
{
    /// <summary>The operand widths of two inputs and an output.</summary>
    /// <exception cref="NoMultiplierException">They are those of another function, or of a multiplier that is too
    /// wide.</exception>
    public static OperandWidths Widths(string place, string name, IReadOnlyList<int> inputs, IReadOnlyList<int> outputs)
    {
        var described =
            $"{place}: module {SourceText.Printable(name)} has inputs of [{Text(inputs)}] and outputs of "
            + $"[{Text(outputs)}] bits; a "
            + $"multiplier has two inputs of 8 bits and an output of 16, or narrower ones";
        if (inputs.Count != 2 || outputs.Count != 1)
            throw new NoMultiplierException("modules with other ports", described);
        var widths = new OperandWidths(inputs[0], inputs[1]);
        if (outputs[0] == widths.A + widths.B)
            return widths.AreValid ? widths : throw new NoMultiplierException($"multipliers of {widths} bits", described);
        var adder = outputs[0] - Math.Max(widths.A, widths.B) is 0 or 1;
        throw new NoMultiplierException(adder ? "adders" : "modules with other ports", described);
    }

    private static string Text(IReadOnlyList<int> widths) => string.Join(", ", widths.Take(8)) + (widths.Count > 8 ? ", …" : "");
}
