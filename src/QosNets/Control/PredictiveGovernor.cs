namespace QosNets.Control;

/// <summary>
/// Forecasts the budget and plans over a horizon. With a battery the budget is what the battery is fed. Once every window it
/// then finds the highest power that does not empty the battery within the next day, and aims at no more than that. It guards
/// windows as <see cref="InterpolatingGovernor"/> does. Without a forecast, or while the mean error of its forecasts is above
/// the tolerance, it is reactive: it aims at the present budget, and with a battery at a power that rises with the charge.
/// </summary>
internal sealed class PredictiveGovernor : IGovernor
{
    // Intervals planned over while no daily profile is known.
    private const int ShortHorizon = 32;

    // The daily profile has half as many values; finer steps would plan no better.
    private const int MaxSteps = 96;

    // Share of the capacity that the plan keeps against errors.
    private const double Kept = 0.05;

    private readonly GovernorOptions options;
    private readonly BudgetKeeper keeper;
    private readonly BudgetForecast forecast;
    private double planned = double.PositiveInfinity;
    private double floor = double.NaN;

    /// <summary>Makes a governor.</summary>
    /// <exception cref="ControlException">An option is out of its range.</exception>
    public PredictiveGovernor(Knob knob, GovernorOptions options)
    {
        Governors.Check(knob, options);
        (Knob, this.options) = (knob, options);
        keeper = new BudgetKeeper(knob, options);
        forecast = new BudgetForecast(options.Day);
    }

    /// <inheritdoc/>
    public string Name => Governors.Predictive;

    /// <inheritdoc/>
    public Knob Knob { get; }

    /// <summary>Whether it relies on its forecast at the moment; otherwise it is reactive.</summary>
    public bool Predicts { get; private set; }

    /// <inheritdoc/>
    public string Status =>
        (Predicts, forecast.KnowsDay) switch
        {
            (true, true) => "predicts from trend and daily profile",
            (true, false) => "predicts from the trend",
            (false, _) when double.IsInfinity(forecast.RelativeError) => "reactive: no forecast yet",
            _ => FormattableString.Invariant($"reactive: forecasts erred by more than {100 * options.ForecastTolerance:0} %"),
        };

    /// <inheritdoc/>
    public Decision Decide(in Observation now)
    {
        Governors.Check(Knob, now);
        Foresee(now);
        var limit =
            Predicts || double.IsNaN(now.Charge)
                ? planned
                : keeper.Bottom + (keeper.Top - keeper.Bottom) * now.Charge / now.Capacity;
        return new Decision(keeper.Decide(now, now.Budget, Math.Min(now.Budget, limit), floor));
    }

    /// <inheritdoc/>
    public void Enter(in Observation now, ReadOnlySpan<int> runs, int switches)
    {
        Governors.Check(Knob, now);
        Foresee(now);
        keeper.Enter(now.Budget, Governors.Power(Knob, now, runs, switches * options.SwitchEnergy), now.Frames);
    }

    /// <summary>Takes the budget, and plans anew where a window ended with it.</summary>
    private void Foresee(in Observation now)
    {
        if (forecast.Take(now.Time, now.Budget, now.Frames))
        {
            // A forecast that was given up must become clearly better than the tolerance before it is used again.
            Predicts = forecast.RelativeError <= options.ForecastTolerance * (Predicts ? 1 : 0.8);
            planned = Predicts && !double.IsNaN(now.Charge) ? Plan(now) : double.PositiveInfinity;
            floor = Predicts ? Math.Min(forecast.At(now.Time, 1), forecast.At(now.Time, 2)) - 2 * forecast.Error : double.NaN;
        }
    }

    /// <summary>The highest power that the charge and the forecast can keep up without falling below what is kept.</summary>
    private double Plan(in Observation now)
    {
        var horizon = forecast.KnowsDay ? (int)Math.Ceiling(options.Day / forecast.Interval) : ShortHorizon;
        var (low, high) = (keeper.Bottom, keeper.Top);
        if (Lasts(now, high, horizon))
            return double.PositiveInfinity;
        for (var i = 0; i < 12; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Lasts(now, middle, horizon) ? (middle, high) : (low, middle);
        }
        return low;
    }

    private bool Lasts(in Observation now, double power, int horizon)
    {
        var charge = now.Charge;
        var stride = (horizon + MaxSteps - 1) / MaxSteps;
        for (var ahead = stride; ahead <= horizon; ahead += stride)
        {
            var income = forecast.At(now.Time, ahead);
            var spent = Math.Max(keeper.Bottom, Math.Min(power, income));
            charge = Math.Min(now.Capacity, charge + stride * WindowLedger.Window * (income - spent));
            if (charge < Kept * now.Capacity)
                return false;
        }
        return true;
    }
}
