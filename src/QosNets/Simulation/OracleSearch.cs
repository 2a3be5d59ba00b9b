using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>The search of <see cref="Oracle"/>: frame by frame, keeping the best states.</summary>
internal sealed class OracleSearch
{
    private readonly Ladder ladder;
    private readonly double[] limits;
    private readonly double[] prices;
    private readonly double switchEnergy;
    private readonly int beam;
    private readonly int window;

    public OracleSearch(Ladder ladder, Ladder hull, IReadOnlyList<double> budgets, double switchEnergy, int beam, int window)
    {
        (this.ladder, this.switchEnergy, this.beam, this.window) = (ladder, switchEnergy, beam, window);
        limits = new double[budgets.Count];
        // prices[t] sums the prices of all windows that end before frame t.
        prices = new double[budgets.Count + 1];
        for (var t = 0; t < budgets.Count; t++)
        {
            limits[t] =
                t < window - 1
                    ? double.PositiveInfinity
                    : Math.Max(Enumerable.Range(t - window + 1, window).Sum(i => budgets[i]), window * ladder.Bottom)
                        + window * Tolerance.Power / 2;
            prices[t + 1] = prices[t] + (t < window - 1 ? 0 : Slope(hull, limits[t] / window) / window);
        }
    }

    /// <summary>
    /// The steps of the ladder of the best schedule; <paramref name="proven"/> says that no state was left out.
    /// </summary>
    public int[] Run(out bool proven)
    {
        proven = true;
        var states = new List<State> { new(UInt128.Zero, 0, 0, 0) };
        var trace = new List<(byte Step, int Parent)[]>();
        var followers = new Dictionary<UInt128, State>();
        for (var t = 0; t < limits.Length; t++)
        {
            followers.Clear();
            for (var s = 0; s < states.Count; s++)
            {
                for (var step = 0; step < ladder.Count; step++)
                {
                    if (step == 0 || Fits(states[s].History, step, t))
                        Offer(followers, Follow(states[s], s, step, t));
                }
            }
            var kept = followers.Values.OrderByDescending(f => f.Score).ThenBy(f => f.History).Take(beam).ToList();
            proven &= kept.Count == followers.Count;
            trace.Add([.. kept.Select(f => ((byte)(f.History & 15), f.Parent))]);
            states = kept;
        }
        var best = 0;
        for (var s = 1; s < states.Count; s++)
        {
            if (states[s].Quality > states[best].Quality)
                best = s;
        }
        var steps = new int[limits.Length];
        for (var t = steps.Length - 1; t >= 0; t--)
            (steps[t], best) = trace[t][best];
        return steps;
    }

    private static void Offer(Dictionary<UInt128, State> followers, State state)
    {
        if (!followers.TryGetValue(state.History, out var known) || state.Quality > known.Quality)
            followers[state.History] = state;
    }

    private State Follow(State state, int index, int step, int t)
    {
        var history = state.History << 4 | (uint)step;
        var quality = state.Quality + ladder.Quality(step);
        // The price of all power that lies in windows which end after this frame.
        var bound = 0.0;
        var rest = history;
        for (var back = 0; back < Math.Min(window - 1, t + 1); back++)
        {
            var last = Math.Min(t - back + window, limits.Length);
            bound += Power(rest) * (prices[last] - prices[t + 1]);
            rest >>= 4;
        }
        return new State(history, quality, quality - bound, index);
    }

    // Whether all windows with this frame still fit when the cheapest setting follows.
    private bool Fits(UInt128 before, int step, int t)
    {
        var history = before;
        var sum = ladder.Cost(step) + (step == (int)(before & 15) ? 0 : switchEnergy);
        for (var back = 0; back < window && back <= t; back++)
        {
            var ahead = window - 1 - back;
            if (
                t + ahead < limits.Length
                && sum + ahead * ladder.Bottom + (ahead > 0 && step > 0 ? switchEnergy : 0) > limits[t + ahead]
            )
                return false;
            sum += Power(history);
            history >>= 4;
        }
        // The switch back to the cheapest setting also lies in the window that begins after this frame.
        return step == 0 || t + window >= limits.Length || window * ladder.Bottom + switchEnergy <= limits[t + window];
    }

    private double Power(UInt128 history)
    {
        var (now, before) = ((int)(history & 15), (int)(history >> 4 & 15));
        return ladder.Cost(now) + (now == before ? 0 : switchEnergy);
    }

    private static double Slope(Ladder hull, double power)
    {
        var low = hull.Below(power);
        return low == hull.Count - 1 ? 0 : (hull.Quality(low + 1) - hull.Quality(low)) / (hull.Cost(low + 1) - hull.Cost(low));
    }

    /// <summary>
    /// A state: settings of the last window with four bits a frame, the newest lowest; quality so far; that quality less
    /// prices; and the state that it follows.
    /// </summary>
    private readonly record struct State(UInt128 History, double Quality, double Score, int Parent);
}
