using QosNets.Numerics;

namespace QosNets.Control;

/// <summary>
/// Interpolates over a trade-off that it measures while running. It takes costs from the power meter
/// (<see cref="CostEstimate"/>). It takes qualities from shadow runs of the most accurate setting on the same input
/// (<see cref="AgreementEstimate"/>). If a reading shows that more was spent than estimated, it saves the difference within
/// the window. While estimates err, it aims as far below the budget as the last readings were off.
/// </summary>
internal sealed class AdaptiveGovernor : IGovernor
{
    // Half of a distance is given up after 14 readings.
    private const double SafetyKept = 0.95;

    private readonly GovernorOptions options;
    private readonly BudgetKeeper keeper;
    private readonly CostEstimate costs;
    private readonly AgreementEstimate agreement;
    private readonly DeterministicRandom random;
    private bool shadowDue;
    private double safety;

    /// <summary>Makes a governor.</summary>
    /// <exception cref="ControlException">An option is out of its range.</exception>
    public AdaptiveGovernor(Knob knob, GovernorOptions options)
    {
        Governors.Check(knob, options);
        (Knob, this.options) = (knob, options);
        keeper = new BudgetKeeper(knob, options);
        costs = new CostEstimate(knob, options.SwitchEnergy);
        agreement = new AgreementEstimate(knob);
        random = new DeterministicRandom(DeterministicRandom.Seed(options.Seed, "shadow runs"));
    }

    /// <inheritdoc/>
    public string Name => Governors.Adaptive;

    /// <inheritdoc/>
    public Knob Knob { get; }

    /// <inheritdoc/>
    public string Status =>
        FormattableString.Invariant($"measures: costs differ from the knob's by up to {100 * costs.LargestDrift:0} %");

    /// <summary>Estimated cost of a setting.</summary>
    public double CostOf(int setting) => costs[setting];

    /// <summary>Estimated quality of a setting.</summary>
    public double QualityOf(int setting) => agreement.Quality(setting);

    /// <inheritdoc/>
    public Decision Decide(in Observation now)
    {
        Governors.Check(Knob, now);
        shadowDue |= random.NextDouble() < options.ShadowRate * now.Frames;
        // The energy of a shadow run is saved over a window.
        var saved = shadowDue ? costs[Knob.Best] / WindowLedger.Window : 0;
        var budget = Math.Max(0, now.Budget - safety);
        var setting = keeper.Decide(now, budget, Math.Max(0, budget - saved));
        costs.Ran(setting, now.Frames, setting == now.Current ? 0 : 1);
        if (!shadowDue || setting == Knob.Best || !keeper.TrySpend(setting, budget, costs[Knob.Best]))
            return new Decision(setting);
        shadowDue = false;
        costs.Ran(Knob.Best, 1, switches: 0);
        return new Decision(setting, Shadow: true);
    }

    /// <inheritdoc/>
    public void Enter(in Observation now, ReadOnlySpan<int> runs, int switches)
    {
        Governors.Check(Knob, now);
        ArgumentOutOfRangeException.ThrowIfNotEqual(runs.Length, Knob.Settings.Count, nameof(runs));
        var energy = switches * options.SwitchEnergy;
        for (var s = 0; s < runs.Length; s++)
        {
            energy += runs[s] * costs[s];
            costs.Ran(s, runs[s], switches: 0);
        }
        costs.Ran(now.Current, 0, switches);
        keeper.Enter(now.Budget, energy / now.Frames, now.Frames);
    }

    /// <inheritdoc/>
    public void Measure(in PowerReading reading)
    {
        var missed = costs.Take(reading);
        keeper.Correct(missed, reading.Frames);
        safety = Math.Max(Math.Abs(missed) / reading.Frames, SafetyKept * safety);
        keeper.Use(Ladder.Hull(costs.All, agreement.All));
    }

    /// <inheritdoc/>
    public void Compare(int setting, bool agrees)
    {
        agreement.Take(setting, agrees);
        keeper.Use(Ladder.Hull(costs.All, agreement.All));
    }
}
