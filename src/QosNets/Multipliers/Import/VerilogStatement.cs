namespace QosNets.Multipliers;

/// <summary>A statement of a procedure.</summary>
internal abstract record VerilogStatement
{
    /// <summary>Sets the variables of a run as the statement does.</summary>
    public abstract void Run(VerilogRun run);

    internal sealed record Block(IReadOnlyList<VerilogStatement> Statements) : VerilogStatement
    {
        public override void Run(VerilogRun run)
        {
            foreach (var statement in Statements)
                statement.Run(run);
        }
    }

    /// <summary>An assignment; the first target takes the highest bits.</summary>
    internal sealed record Assignment(IReadOnlyList<VerilogPart> Targets, VerilogExpression Value) : VerilogStatement
    {
        public override void Run(VerilogRun run)
        {
            var width = Targets.Sum(t => t.Width);
            var value = Value.Build(run, Math.Max(width, Value.Width)).AsSpan(0, width);
            foreach (var target in Targets)
            {
                run.Write(target, value[^target.Width..]);
                value = value[..^target.Width];
            }
        }
    }

    internal sealed record Condition(VerilogExpression Test, VerilogStatement Yes, VerilogStatement No, int Offset)
        : VerilogStatement
    {
        public override void Run(VerilogRun run) => run.Branch(Test.Truth(run), Offset, () => Yes.Run(run), () => No.Run(run));
    }

    /// <summary>A case: the first arm one of whose labels equals the selector.</summary>
    internal sealed record Case(
        VerilogExpression Selector,
        IReadOnlyList<(IReadOnlyList<VerilogExpression> Labels, VerilogStatement Statement)> Arms,
        VerilogStatement Default,
        int Offset
    ) : VerilogStatement
    {
        // Wider selectors are not asked whether their labels name every value.
        private const int MostBitsCovered = 10;

        public override void Run(VerilogRun run) => Run(run, 0, []);

        // Arms in a row are branches in one another. When labels have named every value, nothing comes after the last of them.
        private void Run(VerilogRun run, int arm, HashSet<ulong> named)
        {
            if (arm == Arms.Count)
            {
                if (!IsCovered(named))
                    Default.Run(run);
                return;
            }
            var (labels, statement) = Arms[arm];
            var holds = Circuit.Zero;
            foreach (var label in labels)
            {
                holds = run.Circuit.Or(holds, Equals(run, label));
                Cover(label, named);
            }
            if (arm == Arms.Count - 1 && IsCovered(named))
                statement.Run(run);
            else
                run.Branch(holds, Offset, () => statement.Run(run), () => Run(run, arm + 1, named));
        }

        private void Cover(VerilogExpression label, HashSet<ulong> named)
        {
            if (label is not VerilogExpression.Constant constant || Selector.Width > MostBitsCovered)
                return;
            for (var value = 0UL; value < 1UL << Selector.Width; value++)
            {
                if (((value ^ constant.Bits) & constant.Care) == 0)
                    named.Add(value);
            }
        }

        private bool IsCovered(HashSet<ulong> named) => Selector.Width <= MostBitsCovered && named.Count == 1 << Selector.Width;

        private int Equals(VerilogRun run, VerilogExpression label)
        {
            var width = Math.Max(Selector.Width, label.Width);
            var (selector, value) = (Selector.Build(run, width), label.Build(run, width));
            var care = label is VerilogExpression.Constant constant ? constant.Care : ulong.MaxValue;
            var unlike = Circuit.Zero;
            for (var i = 0; i < width; i++)
            {
                if (i > 63 || (care >> i & 1) != 0)
                    unlike = run.Circuit.Or(unlike, run.Circuit.Xor(selector[i], value[i]));
            }
            return Circuit.Not(unlike);
        }
    }
}
