namespace QosNets.Multipliers;

/// <summary>The binary operators of Verilog, and how strongly they bind.</summary>
internal static class VerilogOperators
{
    private static readonly (string Symbol, int Level)[] All =
    [
        ("||", 0),
        ("&&", 1),
        ("|", 2),
        ("^", 3),
        ("~^", 3),
        ("^~", 3),
        ("&", 4),
        ("==", 5),
        ("!=", 5),
        ("===", 5),
        ("!==", 5),
        ("<", 6),
        ("<=", 6),
        (">", 6),
        (">=", 6),
        ("<<", 7),
        (">>", 7),
        ("<<<", 7),
        (">>>", 7),
        ("+", 8),
        ("-", 8),
        ("*", 9),
        ("/", 9),
        ("%", 9),
    ];

    /// <summary>An operator and its level; null when the symbol is none.</summary>
    public static (string Symbol, int Level)? Find(ReadOnlySpan<char> symbol)
    {
        foreach (var known in All)
        {
            if (symbol.SequenceEqual(known.Symbol))
                return known;
        }
        return null;
    }

    /// <summary>Whether operands and result of an operator have the width of its context.</summary>
    public static bool IsFolded(string symbol) => symbol is "|" or "^" or "~^" or "^~" or "&" or "+" or "-" or "*";

    /// <summary>
    /// Operators whose operands and result have one width, applied from the left; a list, because a chain may be longer than the
    /// stack is deep.
    /// </summary>
    internal sealed record Fold(VerilogExpression First, List<(string Symbol, VerilogExpression Operand)> Rest, int Offset)
        : VerilogExpression(Math.Max(First.Width, Rest.Max(r => r.Operand.Width)))
    {
        public override long? Value
        {
            get
            {
                var value = First.Value;
                foreach (var (symbol, operand) in Rest)
                    value = symbol switch
                    {
                        "|" => value | operand.Value,
                        "^" => value ^ operand.Value,
                        "&" => value & operand.Value,
                        "+" => value + operand.Value,
                        "-" => value - operand.Value,
                        "*" => value * operand.Value,
                        _ => null,
                    };
                return value;
            }
        }

        public override int[] Build(VerilogRun run, int width)
        {
            var result = First.Build(run, width);
            foreach (var (symbol, operand) in Rest)
            {
                run.Spend(width, Offset);
                result = Apply(run, symbol, result, operand.Build(run, width));
            }
            return result;
        }

        private static int[] Apply(VerilogRun run, string symbol, int[] left, int[] right)
        {
            var circuit = run.Circuit;
            CValue a = new(left, false),
                b = new(right, false);
            switch (symbol)
            {
                case "+":
                    return CValue.Add(circuit, a, b, Circuit.Zero).Bits.ToArray();
                case "-":
                    return CValue.Add(circuit, a, b.Not(), Circuit.One).Bits.ToArray();
                case "*":
                    return CValue.Multiply(circuit, a, b).Bits.ToArray();
                default:
                    for (var i = 0; i < left.Length; i++)
                        left[i] = symbol switch
                        {
                            "|" => circuit.Or(left[i], right[i]),
                            "&" => circuit.And(left[i], right[i]),
                            "^" => circuit.Xor(left[i], right[i]),
                            _ => Circuit.Not(circuit.Xor(left[i], right[i])),
                        };
                    return left;
            }
        }
    }

    /// <summary>Operators whose result is one bit: comparisons of the wider operand's width, and <c>&amp;&amp; ||</c>.</summary>
    internal sealed record Truth(string Symbol, VerilogExpression Left, VerilogExpression Right) : VerilogExpression(1)
    {
        public override long? Value =>
            Left.Value is { } left && Right.Value is { } right
                ? Symbol switch
                {
                    "==" or "===" => left == right,
                    "!=" or "!==" => left != right,
                    "<" => left < right,
                    "<=" => left <= right,
                    ">" => left > right,
                    ">=" => left >= right,
                    "&&" => left != 0 && right != 0,
                    _ => left != 0 || right != 0,
                }
                    ? 1
                    : 0
                : null;

        public override int[] Build(VerilogRun run, int width)
        {
            var circuit = run.Circuit;
            var common = Math.Max(Left.Width, Right.Width);
            var result = new int[width];
            result[0] = Symbol switch
            {
                "&&" => circuit.And(Left.Truth(run), Right.Truth(run)),
                "||" => circuit.Or(Left.Truth(run), Right.Truth(run)),
                "==" or "===" => CValue.Equal(circuit, Side(Left), Side(Right)),
                "!=" or "!==" => Circuit.Not(CValue.Equal(circuit, Side(Left), Side(Right))),
                "<" => CValue.Less(circuit, Side(Left), Side(Right)),
                ">" => CValue.Less(circuit, Side(Right), Side(Left)),
                "<=" => Circuit.Not(CValue.Less(circuit, Side(Right), Side(Left))),
                _ => Circuit.Not(CValue.Less(circuit, Side(Left), Side(Right))),
            };
            return result;

            CValue Side(VerilogExpression side) => new(side.Build(run, common), false);
        }
    }

    /// <summary>Quotient or remainder of two constants, as parameters are computed.</summary>
    internal sealed record Quotient(bool Remainder, VerilogExpression Left, VerilogExpression Right, int Offset)
        : VerilogExpression(Math.Max(Left.Width, Right.Width))
    {
        public override long? Value =>
            Right.Value switch
            {
                null or 0 => null,
                // The quotient of the least number does not exist in C#.
                -1 => Remainder ? Left.Value & 0 : unchecked(-Left.Value),
                var divisor => Remainder ? Left.Value % divisor : Left.Value / divisor,
            };

        public override int[] Build(VerilogRun run, int width) =>
            Value is { } known
                ? new Known(known).Build(run, width)
                : throw run.Fault(
                    Offset,
                    $"\"{(Remainder ? "%" : "/")}\" of nets, or by 0; only constants are divided, write a divider by its gates"
                );
    }
}
