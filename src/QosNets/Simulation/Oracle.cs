using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>The best schedule that was found for a trace that is known beforehand.</summary>
/// <param name="Settings">Setting of each frame.</param>
/// <param name="Quality">Its mean expected quality.</param>
/// <param name="Bound">What no schedule exceeds in mean expected quality.</param>
/// <param name="Proven">Whether the search left nothing out, so that the schedule is the best there is.</param>
internal sealed record OracleSchedule(IReadOnlyList<int> Settings, double Quality, double Bound, bool Proven);

/// <summary>
/// Finds the schedule of highest expected quality whose every window keeps its budget, knowing the whole trace. A window
/// whose budget does not pay for the cheapest setting must run that setting only. So the oracle breaks no window that can be
/// kept, and exceeds the others no more than it must. Switches cost energy as they do for governors.
/// <para>
/// It searches frame by frame. The state is the settings of the last window. The search is exact as long as all states fit
/// into the beam. Otherwise it keeps the states of best quality, less the price of the power that they bind in windows to
/// come. The price of a window is the slope of the hull at its mean budget, shared by its frames. It is the dual of the
/// relaxation that gives the bound.
/// </para>
/// <para>
/// The bound takes windows that do not overlap. In each the mean quality is at most the hull's height at the mean power,
/// since the hull is concave, and so at most its height at the mean budget. There are as many ways to lay such windows as a
/// window has frames. The bound is the smallest sum over them.
/// </para>
/// </summary>
internal static class Oracle
{
    /// <summary>Most settings of the knob that are worth running which the search can handle.</summary>
    public const int MaxSettings = 16;

    /// <summary>Finds a schedule.</summary>
    /// <param name="knob">The knob.</param>
    /// <param name="budgets">Budget of each frame.</param>
    /// <param name="switchEnergy">Energy of a switch, at or above 0.</param>
    /// <param name="beam">Number of states that are kept, 1 or more.</param>
    /// <param name="window">Frames of a window, 2 to 32.</param>
    /// <exception cref="ControlException">More than <see cref="MaxSettings"/> settings are worth running.</exception>
    public static OracleSchedule Solve(
        Knob knob,
        IReadOnlyList<double> budgets,
        double switchEnergy,
        int beam = 128,
        int window = Violations.Window
    )
    {
        ArgumentNullException.ThrowIfNull(knob);
        ArgumentNullException.ThrowIfNull(budgets);
        ArgumentOutOfRangeException.ThrowIfLessThan(beam, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window, Violations.Window);
        var ladder = Ladder.Pareto(knob);
        if (ladder.Count > MaxSettings)
            throw new ControlException(
                $"knob {knob.Name}: {ladder.Count} settings are worth running; the oracle handles {MaxSettings}: leave some out"
            );
        var hull = Ladder.Hull(knob);
        var search = new OracleSearch(ladder, hull, budgets, switchEnergy, beam, window);
        var steps = search.Run(out var proven);
        return new OracleSchedule(
            [.. steps.Select(ladder.Setting)],
            steps.Length == 0 ? 0 : steps.Average(ladder.Quality),
            Bound(hull, budgets, window),
            proven
        );
    }

    private static double Bound(Ladder hull, IReadOnlyList<double> budgets, int window)
    {
        var best = hull.QualityAt(double.PositiveInfinity);
        var least = best;
        for (var offset = 0; offset < window && budgets.Count > 0; offset++)
        {
            var (sum, end) = (offset * best, offset + window);
            for (; end <= budgets.Count; end += window)
                sum += window * hull.QualityAt(Enumerable.Range(end - window, window).Average(i => budgets[i]));
            sum += (budgets.Count - (end - window)) * best;
            if (offset <= budgets.Count)
                least = Math.Min(least, sum / budgets.Count);
        }
        return least;
    }
}
