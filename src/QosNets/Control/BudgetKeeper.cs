namespace QosNets.Control;

/// <summary>
/// Shares frames between settings so that their mean power meets the budget, and checks every window if it is guarded. The
/// interpolating, predictive and adaptive governors are built on it. Credit is the energy that budgets granted and frames did
/// not spend.
/// </summary>
internal sealed class BudgetKeeper
{
    private const double RunPerSwitch = 8;

    private readonly bool guarded;
    private readonly double switchEnergy;
    private readonly double reserve;
    private readonly WindowLedger ledger = new();
    private readonly FallMemory falls = new();
    private Ladder ladder;
    private double credit;

    public BudgetKeeper(Knob knob, GovernorOptions options)
    {
        (guarded, switchEnergy) = (options.Guarded, options.SwitchEnergy);
        ladder = Ladder.Hull(knob);
        // Two switches in every window are part of what sharing frames takes.
        reserve =
            options.Reserve > 0 ? options.Reserve * (ladder.Top - ladder.Bottom) + 2 * switchEnergy / WindowLedger.Window : 0;
        Current = ladder.Setting(0);
    }

    /// <summary>Index of the setting that was decided last.</summary>
    public int Current { get; private set; }

    /// <summary>Whether the last decision switched.</summary>
    public bool Switched { get; private set; }

    /// <summary>Cost of the cheapest setting.</summary>
    public double Bottom => ladder.Bottom;

    /// <summary>Cost of the dearest setting.</summary>
    public double Top => ladder.Top;

    /// <summary>Takes new costs and qualities.</summary>
    public void Use(Ladder estimate) => ladder = estimate;

    /// <summary>Chooses a setting and enters it.</summary>
    /// <param name="budget">Budget of the frames, which windows are held to.</param>
    /// <param name="target">Power to aim at: the budget, or less where energy is to be saved.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="forecast">What the budget is known to stay above for a window; NaN where nobody knows.</param>
    public int Decide(double budget, double target, int frames, double forecast = double.NaN)
    {
        var floor = falls.Floor(budget, ledger.LargestBudget(), ledger.OldestBudget, ladder.Bottom);
        var margin = Math.Min(reserve, Math.Max(floor, double.IsNaN(forecast) ? 0 : forecast) - ladder.Bottom);
        var low = ladder.Below(target);
        var step = low + 1 < ladder.Count && Affords(low + 1, target, frames) ? low + 1 : low;
        while (guarded && step > 0 && !ledger.Allows(budget, Spending(step), margin, frames))
            step--;
        var spent = Spending(step);
        Settle(frames * (target - spent.Cost) - spent.Extra);
        ledger.Add(budget, spent.Cost, spent.Extra, frames);
        Switched = ladder.Setting(step) != Current;
        return Current = ladder.Setting(step);
    }

    /// <summary>
    /// Adds energy to the frame that was decided last, for example for a shadow run; the energy was saved beforehand. It does so
    /// only if every window can still keep its budget. The check expects future budgets to keep half of their distance to the
    /// cheapest cost. Returns whether the energy was added.
    /// </summary>
    public bool TrySpend(double budget, double energy)
    {
        var margin = Math.Max(0, budget - ladder.Bottom) / 2;
        if (guarded && !ledger.AllowsMore(energy + (Current == ladder.Setting(0) ? 0 : switchEnergy), margin))
            return false;
        ledger.Correct(energy, 1);
        return true;
    }

    /// <summary>Enters that the last frames spent more, or less, than was thought.</summary>
    /// <param name="energy">How much in all.</param>
    /// <param name="frames">Number of frames.</param>
    public void Correct(double energy, int frames)
    {
        ledger.Correct(energy / frames, frames);
        Settle(-energy);
    }

    // Unlimited credit would pay for a burst of dear frames later. Debt that is older than any window binds nobody.
    private void Settle(double change) => credit = Math.Clamp(credit + change, -ladder.Top, ladder.Top);

    // A run of dearer frames takes two switches. It starts when the credit pays for enough frames to be worth them.
    private bool Affords(int step, double target, int frames)
    {
        var spend = Spending(step);
        var run = spend.Extra == 0 ? 1 : 1 + Math.Floor(RunPerSwitch * spend.Extra / (spend.Cost - ladder.Cost(step - 1)));
        return credit + frames * run * (target - spend.Cost) - spend.Extra >= -Tolerance.Power;
    }

    private Spending Spending(int step) =>
        new(ladder.Cost(step), ladder.Setting(step) == Current ? 0 : switchEnergy, step == 0 ? 0 : switchEnergy);
}
