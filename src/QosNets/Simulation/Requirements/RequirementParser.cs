using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>
/// Reads requirements by recursive descent: <c>or</c> binds least, then <c>and</c>, <c>until</c>, and the words before a
/// formula.
/// </summary>
internal sealed class RequirementParser(string text)
{
    // Parentheses and words may nest so deep; the parser calls itself for each.
    private const int MaxDepth = 100;

    private static readonly string[] Words = ["not", "and", "or", "always", "eventually", "until"];

    private readonly List<Token> tokens = RequirementLexer.Tokens(text);
    private int at;
    private int depth;

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="ControlException">It is not a requirement.</exception>
    public Formula Parse()
    {
        var formula = Or();
        return Now.Text.Length == 0 ? formula : throw Fault($"{Now} is one too many here; join formulas with and, or, until");
    }

    private Token Now => tokens[at];

    private Formula Or()
    {
        var formula = And();
        while (Take("or"))
            formula = new Or(formula, And());
        return formula;
    }

    private Formula And()
    {
        var formula = Until();
        while (Take("and"))
            formula = new And(formula, Until());
        return formula;
    }

    private Formula Until()
    {
        var before = Unary();
        if (!Take("until"))
            return before;
        var formula = new Until(Bounds(), before, Unary());
        return Now.Text == "until" ? throw Fault("a second until needs parentheses: write (a until b) until c") : formula;
    }

    private Formula Unary()
    {
        if (++depth > MaxDepth)
            throw Fault($"formulas nest deeper than {MaxDepth}; leave parentheses out");
        Formula formula;
        if (Take("not"))
            formula = new Not(Unary());
        else if (Take("always"))
            formula = new Always(Bounds(), Unary());
        else if (Take("eventually"))
            formula = new Eventually(Bounds(), Unary());
        else if (Take("("))
        {
            formula = Or();
            Expect(")");
        }
        else
            formula = Compare();
        depth--;
        return formula;
    }

    private Comparison Compare()
    {
        var left = Sum();
        var sign = Now.Text;
        if (!(Take("<") || Take("<=") || Take(">") || Take(">=")))
            throw Fault($"a comparison needs < <= > or >= here, not {Now}");
        var right = Sum();
        return sign[0] == '<'
            ? new Comparison(left, right, Strict: sign == "<")
            : new Comparison(right, left, Strict: sign == ">");
    }

    private Sum Sum()
    {
        var (terms, constant) = (new List<(double, string)>(), 0.0);
        var factor = Take("-") ? -1.0 : 1.0;
        while (true)
        {
            if (Now.Number is { } number)
            {
                at++;
                factor *= number;
                if (Take("*"))
                    terms.Add((factor, Signal()));
                else
                    constant += factor;
            }
            else
                terms.Add((factor, Signal()));
            if (Take("+"))
                factor = 1;
            else if (Take("-"))
                factor = -1;
            else
                return new Sum(terms, constant);
        }
    }

    private string Signal()
    {
        var name = Now;
        if (!name.IsWord || Words.Contains(name.Text))
            throw Fault($"a signal or a number is expected, not {name}; signals are {string.Join(", ", Signals.Names)}");
        if (!Signals.Names.Contains(name.Text))
            throw Fault($"there is no signal {name}; use one of {string.Join(", ", Signals.Names)}");
        at++;
        return name.Text;
    }

    private Bounds Bounds()
    {
        if (!Take("["))
            return new Bounds(0, double.PositiveInfinity);
        var column = Now.Column;
        var from = Seconds();
        Expect(",");
        var to = Seconds();
        Expect("]");
        return from <= to
            ? new Bounds(from, to)
            : throw RequirementLexer.Fault(text, column, "bounds are [from,to] with from at or below to; exchange them");
    }

    private double Seconds()
    {
        var value = Now.Number ?? throw Fault($"bounds are seconds at or above 0, like [0,60], not {Now}");
        at++;
        return value;
    }

    private bool Take(string word)
    {
        if (Now.Text != word)
            return false;
        at++;
        return true;
    }

    private void Expect(string sign)
    {
        if (!Take(sign))
            throw Fault($"\"{sign}\" is expected here, not {Now}");
    }

    private ControlException Fault(string message) => RequirementLexer.Fault(text, Now.Column, message);
}
