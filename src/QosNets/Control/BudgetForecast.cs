namespace QosNets.Control;

/// <summary>
/// Forecasts a budget by exponential smoothing with a damped trend (Gardner and McKenzie, 1985). Once it has seen a whole day
/// it adds a daily profile (Winters, 1960). It works in intervals that have as many frames as a window, and it measures its
/// own errors.
/// </summary>
internal sealed class BudgetForecast(double day)
{
    private const int Bins = 48;
    private const double Level = 0.5;
    private const double Trend = 0.3;
    private const double Damping = 0.9;
    private const double Season = 0.3;

    // Weight of an error in the mean of the last errors: about a dozen count.
    private const double Memory = 1.0 / 12;

    // The first forecasts know too little for their errors to count.
    private const int Warmup = 4;

    private readonly double[] profile = new double[Bins];
    private readonly bool[] seen = new bool[Bins];
    private double level;
    private double trend;
    private double meanBudget;
    private double sum;
    private int frames;
    private double start = double.NaN;
    private int intervals;

    /// <summary>Whether a daily profile is known.</summary>
    public bool KnowsDay { get; private set; }

    /// <summary>Seconds of an interval; 0 before the first is over.</summary>
    public double Interval { get; private set; }

    /// <summary>
    /// Mean error of the last forecasts for the next interval, relative to the mean budget; infinite at the start.
    /// </summary>
    public double RelativeError =>
        intervals < Warmup ? double.PositiveInfinity
        : meanBudget > 0 ? Error / meanBudget
        : 0;

    /// <summary>Mean error of the last forecasts for the next interval.</summary>
    public double Error { get; private set; }

    /// <summary>Takes a budget; tells whether an interval ended with it.</summary>
    public bool Take(double time, double budget, int count)
    {
        if (double.IsNaN(start))
            start = time;
        // An interval is over when the next one begins: only then is its length known.
        var ended = frames >= WindowLedger.Window;
        if (ended)
        {
            End(sum / frames, time);
            (sum, frames, start) = (0, 0, time);
        }
        sum += count * budget;
        frames += count;
        return ended;
    }

    /// <summary>Forecast of the mean budget in an interval to come.</summary>
    /// <param name="time">Now.</param>
    /// <param name="ahead">How many intervals ahead, 1 or more.</param>
    public double At(double time, int ahead)
    {
        // Σ of Damping^i over i = 1..ahead.
        var run = Damping * (1 - Math.Pow(Damping, ahead)) / (1 - Damping);
        // A deviation from the day's profile passes; without a profile the level is all there is.
        var kept = KnowsDay ? Math.Pow(Damping, ahead) : 1;
        return Math.Max(0, kept * level + run * kept * trend + Profile(time + (ahead - 0.5) * Interval));
    }

    private void End(double mean, double now)
    {
        Interval = now - start;
        var middle = start + Interval / 2;
        var expected = Profile(middle) + level + Damping * trend;
        var error = mean - expected;
        intervals++;
        var weight = Math.Max(Memory, 1.0 / Math.Max(1, intervals - Warmup));
        if (intervals > 1)
            Error += weight * (Math.Abs(error) - Error);
        meanBudget += Math.Max(Memory / 4, 1.0 / intervals) * (mean - meanBudget);
        if (intervals == 1)
            (level, trend) = (mean, 0);
        else
            (level, trend) = (level + Damping * trend + Level * error, Damping * trend + Trend * Level * error);
        Learn(middle, mean);
    }

    private void Learn(double middle, double mean)
    {
        if (!(day > 0) || Interval <= 0)
            return;
        var bin = Bin(middle);
        if (KnowsDay)
        {
            profile[bin] += Season * (mean - level - profile[bin]);
            return;
        }
        profile[bin] = seen[bin] ? (profile[bin] + mean) / 2 : mean;
        seen[bin] = true;
        if (Array.TrueForAll(seen, s => s))
        {
            KnowsDay = true;
            (level, trend) = (0, 0);
        }
    }

    private double Profile(double time) => KnowsDay ? profile[Bin(time)] : 0;

    private int Bin(double time)
    {
        var share = time / day - Math.Floor(time / day);
        return Math.Min(Bins - 1, (int)(share * Bins));
    }
}
