using System.Globalization;

namespace QosNets.Multipliers;

/// <summary>Builds calls of a C file's functions into a circuit.</summary>
internal sealed class CMachine : ICNames
{
    // A recursion on the operands has no end that could be seen.
    private const int MaximumCalls = 64;
    private const int MaximumElements = 65_536;

    private readonly SourceText source;
    private readonly CProgram program;
    private readonly Circuit circuit;
    private readonly Lexer lexer;
    private readonly CExpressions expressions;
    private readonly CBudget budget;
    private readonly IReadOnlyDictionary<string, CVariable> constants;
    private CVariables variables;
    private int calls;

    public CMachine(SourceText source, CProgram program, Circuit circuit)
    {
        this.source = source;
        this.program = program;
        this.circuit = circuit;
        lexer = new Lexer(source);
        expressions = new CExpressions(source, lexer, circuit, this);
        budget = new CBudget(source);
        variables = new CVariables(source, null);
        variables.Push();
        foreach (var (type, offset) in program.Constants)
        {
            lexer.Seek(offset);
            Declare(type, constant: true);
        }
        constants = variables.Outermost;
    }

    /// <summary>The result of a function.</summary>
    public CValue Run(CFunction function, IReadOnlyList<CValue> arguments)
    {
        if (++calls > MaximumCalls)
            throw source.Fault(
                function.Start,
                $"{SourceText.Printable(function.Name)} is called more than {MaximumCalls} deep; write the "
                    + $"model without recursion"
            );
        var caller = variables;
        var offset = lexer.Start;
        variables = new CVariables(source, constants);
        variables.Push();
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, type, constant) = function.Parameters[i];
            variables.Declare(new CVariable(name, type, constant, null), function.Start).Values[0] = arguments[i].To(type);
        }
        lexer.Seek(function.Body);
        var result = new CStatements(source, lexer, circuit, expressions, variables, this, budget, function.Returns).Body();
        lexer.Seek(offset);
        variables = caller;
        calls--;
        return result;
    }

    /// <summary>Declares a variable or array whose name is the current token, with its initial value.</summary>
    public void Declare(CType type, bool constant)
    {
        var start = lexer.Start;
        var name = lexer.Identifier("the name of a variable");
        int? count = lexer.Is("[") ? Size() : null;
        var variable = variables.Declare(new CVariable(name, type, constant, count), start);
        if (!lexer.Accept("="))
            return;
        if (count is null)
        {
            variable.Values[0] = expressions.Parse().To(type);
            return;
        }
        lexer.Expect("{", "and the elements of the array");
        var i = 0;
        while (!lexer.Is("}"))
        {
            if (i == count)
                throw source.Fault(lexer.Start, $"{SourceText.Printable(name)} has {count} elements, more values are given");
            variable.Values[i++] = expressions.Parse().To(type);
            if (!lexer.Accept(","))
                break;
        }
        lexer.Expect("}", "after the elements");
        // As in C, elements without a value are 0.
        for (; i < count; i++)
            variable.Values[i] = CValue.Constant(0, type);
    }

    /// <summary>The variable whose name is the current token, and the element when it is an array.</summary>
    public (CVariable Variable, CValue? Index) Find()
    {
        var start = lexer.Start;
        var name = lexer.Token.ToString();
        if (variables.Find(name) is not { } variable)
            throw source.Fault(
                start,
                $"\"{SourceText.Printable(name)}\" is not declared; only operands, local variables, constants "
                    + $"and functions of the "
                    + $"file are read"
            );
        lexer.Advance();
        if (!variable.IsArray)
            return (variable, null);
        lexer.Expect("[", "and the index of an element");
        var index = expressions.Parse();
        lexer.Expect("]", "after the index");
        return (variable, index);
    }

    /// <inheritdoc/>
    public CValue Value()
    {
        var start = lexer.Start;
        if (program.Functions.TryGetValue(lexer.Token.ToString(), out var function))
            return Call(function);
        var (variable, index) = Find();
        return index is null ? ValueOf(variable, 0, start) : Element(variable, index, start);
    }

    /// <summary>The value of a variable or of an element.</summary>
    public CValue ValueOf(CVariable variable, int index, int start) =>
        variable.Values[index]
        ?? throw source.Fault(start, $"{SourceText.Printable(variable.Name)} is used before it has a value; assign it first");

    /// <summary>The position of an element whose index is constant.</summary>
    public int Constant(CVariable variable, CValue index, int start) =>
        index.AsConstant() is not { } position
            ? throw source.Fault(
                start,
                $"the element of {SourceText.Printable(variable.Name)} that is assigned depends on the operands; only constant "
                    + $"indices are read there"
            )
        : position < (ulong)variable.Values.Length ? (int)position
        : throw source.Fault(
            start,
            $"element {(long)position} of {SourceText.Printable(variable.Name)}, which has {variable.Values.Length}"
        );

    private CValue Call(CFunction function)
    {
        var start = lexer.Start;
        lexer.Advance();
        lexer.Expect("(", "and the arguments of the function");
        var arguments = new List<CValue>();
        if (!lexer.Is(")"))
        {
            do arguments.Add(expressions.Parse());
            while (lexer.Accept(","));
        }
        lexer.Expect(")", "after the arguments");
        return arguments.Count == function.Parameters.Count
            ? Run(function, arguments)
            : throw source.Fault(
                start,
                $"{SourceText.Printable(function.Name)} has {function.Parameters.Count} parameters, "
                    + $"{arguments.Count} arguments are "
                    + $"given"
            );
    }

    private CValue Element(CVariable variable, CValue index, int start)
    {
        if (index.AsConstant() is not null)
            return ValueOf(variable, Constant(variable, index, start), start);
        var all = Enumerable.Range(0, variable.Values.Length).Select(i => ValueOf(variable, i, start)).ToArray();
        budget.Spend(all.Length, start);
        // Halves are chosen by the lowest bit first; an index beyond the end has no meaning in C.
        for (var bit = 0; all.Length > 1; bit++)
        {
            var half = new CValue[(all.Length + 1) / 2];
            for (var i = 0; i < half.Length; i++)
                half[i] =
                    2 * i + 1 < all.Length ? CValue.Select(circuit, index.Bits[bit], all[2 * i + 1], all[2 * i]) : all[2 * i];
            all = half;
            if (circuit.Overflows)
                throw source.Fault(start, Circuit.OverflowReason);
        }
        return all[0];
    }

    private int Size()
    {
        lexer.Advance();
        var start = lexer.Start;
        var size = expressions.Parse().AsConstant();
        lexer.Expect("]", "after the size of the array");
        return size is >= 1 and <= MaximumElements
            ? (int)size
            : throw source.Fault(
                start,
                string.Create(CultureInfo.InvariantCulture, $"an array's size is a constant of 1..{MaximumElements}")
            );
    }
}

/// <summary>Bounds the work of a hostile model.</summary>
internal sealed class CBudget(SourceText source)
{
    private const long Most = 20_000_000;

    private long spent;

    /// <summary>Counts work.</summary>
    /// <exception cref="LibraryException">It is more than any multiplier needs.</exception>
    public void Spend(long work, int offset)
    {
        spent += work;
        if (spent > Most)
            throw source.Fault(offset, "the model takes too many steps; an 8×8-bit multiplier takes thousands");
    }
}
