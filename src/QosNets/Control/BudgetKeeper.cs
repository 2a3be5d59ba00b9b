namespace QosNets.Control;

/// <summary>Error diffusion with an eye on every window: what the interpolating, predictive and adaptive governors share.</summary>
internal sealed class BudgetKeeper
{
    private readonly bool guarded;
    private readonly double switchEnergy;
    private readonly WindowLedger ledger = new();
    private readonly FallMemory falls = new();
    private Ladder ladder;
    private double credit;

    public BudgetKeeper(Knob knob, GovernorOptions options)
    {
        (guarded, switchEnergy) = (options.Guarded, options.SwitchEnergy);
        ladder = Ladder.Hull(knob);
        Current = ladder.Setting(0);
    }

    /// <summary>Index of the setting that was decided last.</summary>
    public int Current { get; private set; }

    /// <summary>Takes new costs and qualities.</summary>
    public void Use(Ladder estimate) => ladder = estimate;

    /// <summary>Chooses a setting and enters it.</summary>
    /// <param name="budget">Budget of the frames, which windows are held to.</param>
    /// <param name="target">Power to aim at, at most the budget: less where energy is to be saved.</param>
    /// <param name="frames">Number of frames.</param>
    public int Decide(double budget, double target, int frames)
    {
        var margin = falls.Floor(budget, ledger.LargestBudget(), ladder.Bottom) - ladder.Bottom;
        var low = ladder.Below(target);
        var step = low + 1 < ladder.Count && Affords(low + 1, target, frames) ? low + 1 : low;
        while (guarded && step > 0 && !ledger.Allows(budget, Spending(step), margin, frames))
            step--;
        var spent = Spending(step);
        credit += frames * (target - spent.Cost) - spent.Extra;
        // Credit that no setting can use is not kept for a time when it would pay for a burst.
        credit = Math.Clamp(credit, -ladder.Top, ladder.Top);
        ledger.Add(budget, spent.Cost, spent.Extra, frames);
        return Current = ladder.Setting(step);
    }

    private bool Affords(int step, double target, int frames)
    {
        var spend = Spending(step);
        return credit + frames * (target - spend.Cost) - spend.Extra >= -Tolerance.Power;
    }

    private Spending Spending(int step) => new(
        ladder.Cost(step), ladder.Setting(step) == Current ? 0 : switchEnergy, step == 0 ? 0 : switchEnergy);
}
