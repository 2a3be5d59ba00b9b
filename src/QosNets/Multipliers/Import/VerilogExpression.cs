namespace QosNets.Multipliers;

/// <summary>
/// An expression of Verilog. Its width is its own or, when wider, that of its context: operands are extended by zeros before an
/// operator is applied, so <c>~</c> of a narrow operand sets the high bits (IEEE 1364-2005, 5.4).
/// </summary>
internal abstract record VerilogExpression(int Width)
{
    /// <summary>The value of a constant expression, such as an index or a parameter; null when it depends on nets.</summary>
    public virtual long? Value => null;

    /// <summary>Literals of the value in a context of at least <see cref="Width"/> bits, lowest first.</summary>
    public abstract int[] Build(VerilogRun run, int width);

    /// <summary>Whether any bit of the value is set.</summary>
    public int Truth(VerilogRun run)
    {
        var any = Circuit.Zero;
        foreach (var bit in Build(run, Width))
            any = run.Circuit.Or(any, bit);
        return any;
    }

    /// <summary>A number; bits outside <paramref name="Care"/> are those that a label of <c>casez</c> does not look at.</summary>
    internal sealed record Constant(int Width, ulong Bits, ulong Care = ulong.MaxValue) : VerilogExpression(Width)
    {
        public override long? Value => Bits <= long.MaxValue ? (long)Bits : null;

        public override int[] Build(VerilogRun run, int width)
        {
            var bits = new int[width];
            for (var i = 0; i < Math.Min(width, 64); i++)
                bits[i] = (int)(Bits >> i & 1);
            return bits;
        }
    }

    /// <summary>A parameter or variable of a loop, of which a negative value is one of 32 bits.</summary>
    internal sealed record Known(long Number) : VerilogExpression(32)
    {
        public override long? Value => Number;

        public override int[] Build(VerilogRun run, int width)
        {
            var bits = new int[width];
            for (var i = 0; i < Math.Min(width, 32); i++)
                bits[i] = (int)(Number >> i & 1);
            return bits;
        }
    }

    internal sealed record Part(VerilogPart Bits) : VerilogExpression(Bits.Width)
    {
        public override int[] Build(VerilogRun run, int width)
        {
            var bits = new int[width];
            run.Read(Bits).CopyTo(bits);
            return bits;
        }
    }

    /// <summary>Bits of a net from an index that depends on nets; bits beyond the net are 0.</summary>
    internal sealed record Select(VerilogPart Net, VerilogExpression Index, int Count) : VerilogExpression(Count)
    {
        public override int[] Build(VerilogRun run, int width)
        {
            var bits = run.Read(Net).ToArray();
            var index = Index.Build(run, Index.Width);
            if (Net.Net.Low != 0)
                index = CValue
                    .Add(run.Circuit, new(index, false), CValue.Constant((ulong)-Net.Net.Low, new(index.Length, false)), 0)
                    .Bits.ToArray();
            var shifted = Shift.Build(run, bits, index, left: false, Net.Offset);
            var selected = new int[width];
            shifted.AsSpan(0, Math.Min(Count, shifted.Length)).CopyTo(selected);
            return selected;
        }
    }

    internal sealed record Inversion(VerilogExpression Operand) : VerilogExpression(Operand.Width)
    {
        public override long? Value => ~Operand.Value;

        public override int[] Build(VerilogRun run, int width) => Array.ConvertAll(Operand.Build(run, width), Circuit.Not);
    }

    internal sealed record Negation(VerilogExpression Operand) : VerilogExpression(Operand.Width)
    {
        public override long? Value => -Operand.Value;

        public override int[] Build(VerilogRun run, int width) =>
            CValue
                .Add(run.Circuit, new(new int[width], false), new CValue(Operand.Build(run, width), false).Not(), Circuit.One)
                .Bits.ToArray();
    }

    /// <summary>All bits of an operand joined: <c>&amp; | ^</c> and their inversions, and <c>!</c>.</summary>
    internal sealed record Reduction(string Symbol, VerilogExpression Operand) : VerilogExpression(1)
    {
        public override long? Value =>
            Symbol == "!" && Operand.Value is { } known
                ? known == 0
                    ? 1
                    : 0
                : null;

        public override int[] Build(VerilogRun run, int width)
        {
            var bits = Operand.Build(run, Operand.Width);
            var joined = bits[0];
            foreach (var bit in bits.AsSpan(1))
                joined = Symbol switch
                {
                    "&" or "~&" => run.Circuit.And(joined, bit),
                    "^" or "~^" or "^~" => run.Circuit.Xor(joined, bit),
                    _ => run.Circuit.Or(joined, bit),
                };
            var result = new int[width];
            result[0] = Symbol is "&" or "|" or "^" ? joined : Circuit.Not(joined);
            return result;
        }
    }

    /// <summary>A choice between two values.</summary>
    internal sealed record Choice(VerilogExpression Condition, VerilogExpression Yes, VerilogExpression No)
        : VerilogExpression(Math.Max(Yes.Width, No.Width))
    {
        public override long? Value => Condition.Value is { } known ? (known != 0 ? Yes : No).Value : null;

        public override int[] Build(VerilogRun run, int width)
        {
            var condition = Condition.Truth(run);
            var (yes, no) = (Yes.Build(run, width), No.Build(run, width));
            for (var i = 0; i < width; i++)
                yes[i] = run.Circuit.Select(condition, yes[i], no[i]);
            return yes;
        }
    }

    /// <summary>Concatenation; the first item holds the highest bits, and each item has its own width.</summary>
    internal sealed record Concatenation(IReadOnlyList<VerilogExpression> Items) : VerilogExpression(Items.Sum(i => i.Width))
    {
        public override int[] Build(VerilogRun run, int width)
        {
            var bits = new int[width];
            var position = Width;
            foreach (var item in Items)
            {
                position -= item.Width;
                item.Build(run, item.Width).CopyTo(bits, position);
            }
            return bits;
        }
    }

    internal sealed record Replication(int Times, VerilogExpression Item) : VerilogExpression(Times * Item.Width)
    {
        public override int[] Build(VerilogRun run, int width)
        {
            var item = Item.Build(run, Item.Width);
            var bits = new int[width];
            for (var i = 0; i < Times; i++)
                item.CopyTo(bits, i * item.Length);
            return bits;
        }
    }

    /// <summary>A shift; the amount has a width of its own, and zeros come in from either side.</summary>
    internal sealed record Shift(bool Left, VerilogExpression Operand, VerilogExpression Amount, int Offset)
        : VerilogExpression(Operand.Width)
    {
        public override long? Value =>
            Operand.Value is { } value && Amount.Value is >= 0 and < 63 and var amount
                ? Left
                    ? value << (int)amount
                    : value >> (int)amount
                : null;

        public override int[] Build(VerilogRun run, int width) =>
            Build(run, Operand.Build(run, width), Amount.Build(run, Amount.Width), Left, Offset);

        /// <summary>A barrel shifter; a constant amount costs no gates.</summary>
        public static int[] Build(VerilogRun run, int[] bits, int[] amount, bool left, int offset)
        {
            for (var k = 0; k < amount.Length; k++)
            {
                if (amount[k] == Circuit.Zero)
                    continue;
                run.Spend(bits.Length, offset);
                var shifted = new int[bits.Length];
                var distance = k < 20 ? 1 << k : int.MaxValue;
                for (var i = 0; i < bits.Length; i++)
                {
                    var from = left ? (long)i - distance : (long)i + distance;
                    var moved = from >= 0 && from < bits.Length ? bits[from] : Circuit.Zero;
                    shifted[i] = run.Circuit.Select(amount[k], moved, bits[i]);
                }
                bits = shifted;
            }
            return bits;
        }
    }
}
