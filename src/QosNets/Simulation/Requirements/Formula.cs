namespace QosNets.Simulation;

/// <summary>Verdicts of a formula at every frame.</summary>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Robustness">By how much; of the sign that <paramref name="Holds"/> says, or 0.</param>
internal sealed record Verdicts(bool[] Holds, double[] Robustness);

/// <summary>A formula of signal temporal logic.</summary>
internal abstract record Formula
{
    /// <summary>Verdicts at every frame.</summary>
    public abstract Verdicts Judge(Signals signals);

    /// <summary>Verdicts from two others, frame by frame.</summary>
    protected static Verdicts Join(
        Verdicts a,
        Verdicts b,
        Func<bool, bool, bool> holds,
        Func<double, double, double> robustness
    ) =>
        new(
            [.. a.Holds.Select((h, t) => holds(h, b.Holds[t]))],
            [.. a.Robustness.Select((r, t) => robustness(r, b.Robustness[t]))]
        );
}

/// <summary>A sum of signals with factors, and a constant.</summary>
/// <param name="Terms">Signals and their factors.</param>
/// <param name="Constant">What is added.</param>
internal sealed record Sum(IReadOnlyList<(double Factor, string Signal)> Terms, double Constant)
{
    public double At(Signals signals, int frame)
    {
        var sum = Constant;
        foreach (var (factor, signal) in Terms)
            sum += factor * signals[signal][frame];
        return sum;
    }
}

/// <summary>A comparison: the right side must be above the left one.</summary>
/// <param name="Left">What must be below.</param>
/// <param name="Right">What must be above.</param>
/// <param name="Strict">Whether equality is too little.</param>
internal sealed record Comparison(Sum Left, Sum Right, bool Strict) : Formula
{
    // Signals are means of doubles, which may be off in the last digits.
    private const double Equal = 1e-9;

    public override Verdicts Judge(Signals signals)
    {
        var verdicts = new Verdicts(new bool[signals.Frames], new double[signals.Frames]);
        for (var t = 0; t < signals.Frames; t++)
        {
            var distance = Right.At(signals, t) - Left.At(signals, t);
            verdicts.Robustness[t] = Math.Abs(distance) <= Equal ? 0 : distance;
            verdicts.Holds[t] = Strict ? distance > Equal : distance >= -Equal;
        }
        return verdicts;
    }
}

/// <summary>A formula that must not hold.</summary>
internal sealed record Not(Formula Of) : Formula
{
    public override Verdicts Judge(Signals signals)
    {
        var of = Of.Judge(signals);
        return new Verdicts([.. of.Holds.Select(h => !h)], [.. of.Robustness.Select(r => -r)]);
    }
}

/// <summary>Two formulas that must both hold.</summary>
internal sealed record And(Formula Left, Formula Right) : Formula
{
    public override Verdicts Judge(Signals signals) =>
        Join(Left.Judge(signals), Right.Judge(signals), (a, b) => a && b, Math.Min);
}

/// <summary>Two formulas one of which must hold.</summary>
internal sealed record Or(Formula Left, Formula Right) : Formula
{
    public override Verdicts Judge(Signals signals) =>
        Join(Left.Judge(signals), Right.Judge(signals), (a, b) => a || b, Math.Max);
}
