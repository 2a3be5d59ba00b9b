namespace QosNets.Multipliers;

/// <summary>Equations of standard cells: names, <c>0</c> and <c>1</c>, <c>!</c> before <c>&amp;</c> before <c>^</c> before
/// <c>|</c>, and parentheses.</summary>
internal static class CellEquation
{
    private const string Operators = "|^&";

    /// <summary>The literal of an equation; the equation is one of this program's own.</summary>
    /// <param name="circuit">Where gates are added.</param>
    /// <param name="equation">The equation.</param>
    /// <param name="pin">The literal of an input.</param>
    public static int Build(Circuit circuit, string equation, Func<string, int> pin)
    {
        var position = 0;
        return Binary(0);

        int Binary(int level)
        {
            if (level == Operators.Length)
                return Unary();
            var left = Binary(level + 1);
            while (position < equation.Length && equation[position] == Operators[level])
            {
                position++;
                var right = Binary(level + 1);
                left = Operators[level] switch
                {
                    '|' => circuit.Or(left, right),
                    '^' => circuit.Xor(left, right),
                    _ => circuit.And(left, right),
                };
            }
            return left;
        }

        int Unary()
        {
            switch (equation[position++])
            {
                case '!':
                    return Circuit.Not(Unary());
                case '(':
                    var inner = Binary(0);
                    position++;
                    return inner;
                case '0':
                    return Circuit.Zero;
                case '1':
                    return Circuit.One;
            }
            var start = position - 1;
            while (position < equation.Length && char.IsAsciiLetterOrDigit(equation[position]))
                position++;
            return pin(equation[start..position]);
        }
    }
}
