namespace QosNets.Multipliers;

/// <summary>
/// A C model: one function of two integer parameters, with helper functions, constants, local variables and arrays, assignments,
/// conditions and loops. The first parameter is operand a whatever its name. Nothing is executed: statements are built into a
/// circuit, both branches of a condition that depends on the operands, and every round of a loop.
/// </summary>
internal sealed class CModel
{
    private readonly SourceText source;
    private readonly CProgram program;

    private CModel(SourceText source)
    {
        this.source = source;
        program = new CProgram(source);
    }

    /// <summary>The name of the function.</summary>
    public string Name => program.Model.Name;

    /// <summary>The names of the two parameters.</summary>
    public OperandPorts Ports => new(program.Model.Parameters[0].Name, program.Model.Parameters[1].Name);

    /// <summary>Reads the outline of a model.</summary>
    /// <exception cref="LibraryException">The text is no such model, with line and column.</exception>
    public static CModel Open(SourceText source) => new(source);

    /// <summary>
    /// The truth table. With <paramref name="signed"/> the operands are two's complement, extended by their sign to the
    /// parameters, and the low bits of the result are two's complement, even where the types are unsigned.
    /// </summary>
    /// <exception cref="LibraryException">The text is no such model, with line and column.</exception>
    public NativeTable Evaluate(bool signed, OperandWidths widths)
    {
        var model = program.Model;
        var bits = widths.A + widths.B;
        if (model.Returns.Width < bits)
            throw source.Fault(model.Start, $"the function returns {model.Returns.Width} bits; a product has {bits}");
        var circuit = new Circuit();
        var a = Operand(Circuit.A, widths.A, signed, model.Parameters[0].Type);
        var b = Operand(Circuit.B, widths.B, signed, model.Parameters[1].Type);
        var result = new CMachine(source, program, circuit).Run(model, [a, b]);
        if (program.Trailing is { } trailing)
            throw trailing;
        return ProductPlanes.Table(source.Path, circuit, result.Bits, signed, widths);
    }

    private static CValue Operand(Func<int, int> bit, int width, bool signed, CType type)
    {
        var bits = new int[width];
        for (var i = 0; i < width; i++)
            bits[i] = bit(i);
        return new CValue(bits, signed).To(type);
    }
}
