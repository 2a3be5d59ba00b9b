namespace QosNets.Multipliers;

/// <summary>
/// An expression of a Verilog assignment. Its width is its own or, when wider, that of its context: operands are extended by
/// zeros before an operator is applied, so <c>~</c> of a narrow operand sets the high bits (IEEE 1364-2005, 5.4).
/// </summary>
internal abstract record VerilogExpression(int Width)
{
    /// <summary>Literals of the value in a context of at least <see cref="Width"/> bits, lowest first.</summary>
    public abstract int[] Build(Circuit circuit, int width);

    internal sealed record Constant(int Width, ulong Value) : VerilogExpression(Width)
    {
        public override int[] Build(Circuit circuit, int width)
        {
            var bits = new int[width];
            for (var i = 0; i < Math.Min(Width, 64); i++)
                bits[i] = (int)(Value >> i & 1);
            return bits;
        }
    }

    internal sealed record Part(VerilogPart Bits) : VerilogExpression(Bits.Width)
    {
        public override int[] Build(Circuit circuit, int width)
        {
            var bits = new int[width];
            Bits.Bits.CopyTo(bits);
            return bits;
        }
    }

    internal sealed record Inversion(VerilogExpression Operand) : VerilogExpression(Operand.Width)
    {
        public override int[] Build(Circuit circuit, int width) => Array.ConvertAll(Operand.Build(circuit, width), Circuit.Not);
    }

    /// <summary>Operands of one operator in a row; a list, because a chain may be longer than the stack is deep.</summary>
    internal sealed record Chain(char Symbol, IReadOnlyList<VerilogExpression> Operands)
        : VerilogExpression(Operands.Max(o => o.Width))
    {
        public override int[] Build(Circuit circuit, int width)
        {
            Func<int, int, int> gate = Symbol switch
            {
                '|' => circuit.Or,
                '^' => circuit.Xor,
                _ => circuit.And,
            };
            var result = Operands[0].Build(circuit, width);
            for (var k = 1; k < Operands.Count; k++)
            {
                var operand = Operands[k].Build(circuit, width);
                for (var i = 0; i < width; i++)
                    result[i] = gate(result[i], operand[i]);
            }
            return result;
        }
    }

    /// <summary>Concatenation; the first item holds the highest bits, and each item has its own width.</summary>
    internal sealed record Concatenation(IReadOnlyList<VerilogExpression> Items) : VerilogExpression(Items.Sum(i => i.Width))
    {
        public override int[] Build(Circuit circuit, int width)
        {
            var bits = new int[width];
            var position = Width;
            foreach (var item in Items)
            {
                position -= item.Width;
                item.Build(circuit, item.Width).CopyTo(bits, position);
            }
            return bits;
        }
    }
}
