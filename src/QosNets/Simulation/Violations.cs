using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>
/// Windows whose mean power is above their mean budget. Every 32 consecutive frames are a window. Windows overlap: each frame
/// from the 32nd on is the last of one.
/// </summary>
/// <param name="Count">Number of windows in violation.</param>
/// <param name="Avoidable">Those of them whose budget would have paid for the cheapest setting.</param>
/// <param name="Worst">Largest excess of a window's mean power over its mean budget; 0 without violations.</param>
/// <param name="Longest">Most windows in violation one after the other, in frames.</param>
internal sealed record Violations(int Count, int Avoidable, double Worst, int Longest)
{
    /// <summary>Frames of a window.</summary>
    public const int Window = WindowLedger.Window;

    /// <summary>Counts violations.</summary>
    /// <param name="budgets">Budget of each frame.</param>
    /// <param name="powers">Power of each frame.</param>
    /// <param name="cheapest">Cost of the cheapest setting.</param>
    public static Violations Of(IReadOnlyList<double> budgets, IReadOnlyList<double> powers, double cheapest)
    {
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentNullException.ThrowIfNull(powers);
        var (count, avoidable, worst, longest, run) = (0, 0, 0.0, 0, 0);
        for (var end = Window; end <= budgets.Count; end++)
        {
            var (budget, power) = (Mean(budgets, end), Mean(powers, end));
            run = power > budget + Tolerance.Power ? run + 1 : 0;
            longest = Math.Max(longest, run);
            if (run == 0)
                continue;
            count++;
            worst = Math.Max(worst, power - budget);
            if (budget >= cheapest - Tolerance.Power)
                avoidable++;
        }
        return new Violations(count, avoidable, worst, longest);
    }

    private static double Mean(IReadOnlyList<double> values, int end)
    {
        var sum = 0.0;
        for (var i = end - Window; i < end; i++)
            sum += values[i];
        return sum / Window;
    }
}
