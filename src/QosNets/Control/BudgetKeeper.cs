namespace QosNets.Control;

/// <summary>
/// Shares frames between settings so that their mean power meets the budget, and checks every window if it is guarded. The
/// interpolating, predictive and adaptive governors are built on it. Credit is the energy that budgets granted and frames did
/// not spend.
/// </summary>
internal sealed class BudgetKeeper
{
    private const double RunPerSwitch = 8;

    private readonly Knob knob;
    private readonly bool guarded;
    private readonly double switchEnergy;
    private readonly double reserve;
    private readonly WindowLedger ledger = new();
    private readonly FallMemory falls = new();
    private Ladder ladder;
    private double credit;

    /// <summary>Makes a keeper of a knob's windows.</summary>
    /// <param name="knob">The knob.</param>
    /// <param name="options">Parameters.</param>
    /// <param name="dearest">What the dearest frame costs, where that is more than the dearest setting does.</param>
    public BudgetKeeper(Knob knob, GovernorOptions options, double dearest = 0)
    {
        this.knob = knob;
        (guarded, switchEnergy) = (options.Guarded, options.SwitchEnergy);
        ladder = Ladder.Hull(knob);
        // Two switches in every window are part of what sharing frames takes.
        reserve =
            options.Reserve > 0
                ? options.Reserve * (Math.Max(dearest, ladder.Top) - ladder.Bottom) + 2 * switchEnergy / WindowLedger.Window
                : 0;
    }

    /// <summary>Cost of the cheapest setting.</summary>
    public double Bottom => ladder.Bottom;

    /// <summary>Cost of the dearest setting.</summary>
    public double Top => ladder.Top;

    /// <summary>Takes new costs and qualities.</summary>
    public void Use(Ladder estimate) => ladder = estimate;

    /// <summary>Chooses a setting and enters it.</summary>
    /// <param name="now">Names the number of frames and the setting that runs.</param>
    /// <param name="budget">Budget of the frames, which windows are held to.</param>
    /// <param name="target">Power to aim at: the budget, or less where energy is to be saved.</param>
    /// <param name="forecast">What the budget is known to stay above for a window; NaN where nobody knows.</param>
    public int Decide(in Observation now, double budget, double target, double forecast = double.NaN) =>
        Share(now, budget, target, Margin(budget, forecast));

    /// <summary>
    /// What the budget is trusted to leave above the cheapest cost in the frames of a window to come. It takes the budget
    /// into its memory of falls, so it is asked once for each decision.
    /// </summary>
    public double Margin(double budget, double forecast = double.NaN)
    {
        var floor = Floor(budget);
        return Math.Min(reserve, Math.Max(floor, double.IsNaN(forecast) ? 0 : forecast) - ladder.Bottom);
    }

    /// <summary>As <see cref="Decide"/>, with a margin that is known.</summary>
    public int Share(in Observation now, double budget, double target, double margin)
    {
        var (frames, current) = (now.Frames, now.Current);
        var low = ladder.Below(target);
        var step = low + 1 < ladder.Count && Affords(low + 1, current, target, frames) ? low + 1 : low;
        while (guarded && step > 0 && !ledger.Allows(budget, Spending(step, current), margin, frames))
            step--;
        var spent = Spending(step, current);
        Settle(frames * (target - spent.Cost) - spent.Extra);
        ledger.Add(budget, spent.Cost, spent.Extra, frames);
        return ladder.Setting(step);
    }

    /// <summary>
    /// Enters frames at a setting of which some may run again, as if all those did, which are the most that every window can
    /// take. The frames of a batch run together and share what it spends.
    /// </summary>
    /// <param name="now">Names the number of frames and the setting that runs.</param>
    /// <param name="setting">What all frames run at.</param>
    /// <param name="second">What those that run again run at.</param>
    /// <param name="margin">As <see cref="Margin"/> says.</param>
    /// <param name="place">Takes where the frames were entered.</param>
    /// <returns>How many may run again; below 0, and nothing entered, where not even the setting alone is possible.</returns>
    public int TryReserve(in Observation now, int setting, int second, double margin, out long place)
    {
        var alone = new Spending(
            knob.Settings[setting].Cost,
            setting == now.Current ? 0 : switchEnergy,
            setting == ladder.Setting(0) ? 0 : switchEnergy
        );
        place = 0;
        if (guarded && setting != ladder.Setting(0) && !ledger.Allows(now.Budget, alone, margin, now.Frames))
            return -1;
        var most = guarded ? Most(now, alone, second, margin) : now.Frames;
        Settle(now.Frames * (now.Budget - alone.Cost) - alone.Extra);
        ledger.Add(now.Budget, alone.Cost + Again(second, most) / now.Frames, alone.Extra, now.Frames);
        place = ledger.Place;
        return most;
    }

    /// <summary>Enters how many of the frames that might have run again did so.</summary>
    /// <param name="place">Where <see cref="TryReserve"/> entered them.</param>
    /// <param name="frames">Number of frames.</param>
    /// <param name="second">What those that ran again ran at.</param>
    /// <param name="most">How many might have.</param>
    /// <param name="again">How many did.</param>
    public void Settle(long place, int frames, int second, int most, int again)
    {
        ledger.CorrectAt(place, frames, (Again(second, again) - Again(second, most)) / frames);
        Settle(-Again(second, again));
    }

    /// <summary>Enters frames that ran without a decision.</summary>
    /// <param name="budget">Budget of each.</param>
    /// <param name="power">Mean power, switches included.</param>
    /// <param name="frames">Number of frames.</param>
    public void Enter(double budget, double power, int frames)
    {
        Floor(budget);
        Settle(frames * (budget - power));
        ledger.Add(budget, power, 0, frames);
    }

    /// <summary>
    /// Adds energy to the frame that was decided last, for example for a shadow run; the energy was saved beforehand. It does so
    /// only if every window can still keep its budget. The check expects future budgets to keep half of their distance to the
    /// cheapest cost. Returns whether the energy was added.
    /// </summary>
    /// <param name="setting">What the frame runs at.</param>
    /// <param name="budget">Its budget.</param>
    /// <param name="energy">How much more.</param>
    public bool TrySpend(int setting, double budget, double energy)
    {
        var margin = Math.Max(0, budget - ladder.Bottom) / 2;
        if (guarded && !ledger.AllowsMore(energy + (setting == ladder.Setting(0) ? 0 : switchEnergy), margin))
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
    private bool Affords(int step, int current, double target, int frames)
    {
        var spend = Spending(step, current);
        var run = spend.Extra == 0 ? 1 : 1 + Math.Floor(RunPerSwitch * spend.Extra / (spend.Cost - ladder.Cost(step - 1)));
        return credit + frames * run * (target - spend.Cost) - spend.Extra >= -Tolerance.Power;
    }

    private double Again(int second, int images) => images == 0 ? 0 : images * knob.Settings[second].Cost + switchEnergy;

    private int Most(in Observation now, in Spending alone, int second, double margin)
    {
        var (low, high) = (0, now.Frames);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            var spend = alone with { Cost = alone.Cost + Again(second, middle) / now.Frames, Return = switchEnergy };
            if (ledger.Allows(now.Budget, spend, margin, now.Frames))
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }

    private double Floor(double budget) => falls.Floor(budget, ledger.LargestBudget(), ledger.OldestBudget, ladder.Bottom);

    private Spending Spending(int step, int current) =>
        new(ladder.Cost(step), ladder.Setting(step) == current ? 0 : switchEnergy, step == 0 ? 0 : switchEnergy);
}
