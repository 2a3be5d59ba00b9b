namespace QosNets.Control;

/// <summary>
/// Keeps budget and power of the last frames, and says what the next frames may spend so that no window of
/// <see cref="Window"/> frames ends above its mean budget.
/// <para>
/// A window that began k frames ago still has Window − k frames to come. They must save what the k frames overspent. A frame
/// can save no more than the distance of its budget from the cheapest cost, so future budgets are taken to stay at or above a
/// floor. A choice is safe if for every k
/// Σ(power − budget over the last k frames and the next) ≤ (frames still to come) · (floor − cheapest).
/// The condition is also necessary: where it fails, a budget that stays at the floor makes the window a violation.
/// </para>
/// </summary>
internal sealed class WindowLedger
{
    /// <summary>Frames of a window.</summary>
    public const int Window = 32;

    private readonly double[] budgets = new double[Window];
    private readonly double[] powers = new double[Window];
    private int next;
    private int count;
    private long entered;

    /// <summary>Oldest budget of the last window; infinite before a whole one was seen.</summary>
    public double OldestBudget => count < Window ? double.PositiveInfinity : budgets[next];

    /// <summary>Largest budget of the last frames; 0 before the first.</summary>
    public double LargestBudget()
    {
        var largest = 0.0;
        for (var i = 0; i < count; i++)
            largest = Math.Max(largest, budgets[i]);
        return largest;
    }

    /// <summary>Whether frames of a given cost leave every window within its budget that is within it now.</summary>
    /// <param name="budget">Budget of the frames.</param>
    /// <param name="spend">What the frames would spend.</param>
    /// <param name="margin">Budget ahead above the cheapest cost, at or above 0.</param>
    /// <param name="frames">Number of frames, 1 or more.</param>
    public bool Allows(double budget, in Spending spend, double margin, int frames)
    {
        var past = 0.0;
        var known = Math.Min(count, Window - 1);
        for (var (k, i) = (0, next); k <= known; k++)
        {
            // What is left after j of the frames is linear in j, so it is least after the first or the last of them.
            if (
                !Holds(past, k, 1, budget, spend, margin)
                || frames > 1 && !Holds(past, k, Math.Min(frames, Window - k), budget, spend, margin)
            )
                return false;
            i = Before(i);
            past += budgets[i] - powers[i];
        }
        return true;
    }

    /// <summary>Whether the frame entered last may spend more, as in <see cref="Allows"/>.</summary>
    /// <param name="energy">How much more, with the switch to the cheapest setting afterwards.</param>
    /// <param name="margin">Budget ahead above the cheapest cost, at or above 0.</param>
    public bool AllowsMore(double energy, double margin)
    {
        var past = -energy;
        for (var (k, i) = (1, next); k <= count; k++)
        {
            i = Before(i);
            past += budgets[i] - powers[i];
            if (past + (Window - k) * margin < -Tolerance.Power)
                return false;
        }
        return true;
    }

    /// <summary>Enters frames.</summary>
    /// <param name="budget">Budget of each.</param>
    /// <param name="cost">Power of each.</param>
    /// <param name="extra">What the first spends beyond that, for a switch.</param>
    /// <param name="frames">Number of frames, 1 or more.</param>
    public void Add(double budget, double cost, double extra, int frames)
    {
        for (var f = 0; f < Math.Min(frames, Window); f++)
        {
            budgets[next] = budget;
            powers[next] = f == 0 ? cost + extra : cost;
            next = (next + 1) % Window;
            count = Math.Min(count + 1, Window);
            entered++;
        }
    }

    /// <summary>The place behind the frame that was entered last.</summary>
    public long Place => entered;

    /// <summary>Corrects the power of frames that were entered earlier, as far as a window still holds them.</summary>
    /// <param name="place">What <see cref="Place"/> was after they were entered.</param>
    /// <param name="frames">How many frames there are before it.</param>
    /// <param name="amount">What is added to each.</param>
    public void CorrectAt(long place, int frames, double amount)
    {
        for (var age = entered - place + 1; age <= Math.Min(entered - place + frames, count); age++)
            powers[(int)((next + Window - age) % Window)] += amount;
    }

    /// <summary>Corrects the power of the last frames by the same amount each, after a reading.</summary>
    public void Correct(double amount, int frames)
    {
        var i = next;
        for (var f = 0; f < Math.Min(frames, count); f++)
        {
            i = Before(i);
            powers[i] += amount;
        }
    }

    private static bool Holds(double past, int k, int j, double budget, in Spending spend, double margin)
    {
        var rest = Window - k - j;
        var left = past + j * (budget - spend.Cost) - spend.Extra + rest * margin - (rest > 0 ? spend.Return : 0);
        return left >= -Tolerance.Power;
    }

    private static int Before(int i) => i == 0 ? Window - 1 : i - 1;
}

/// <summary>What frames at a setting would spend.</summary>
/// <param name="Cost">Power of each frame.</param>
/// <param name="Extra">Energy of a switch before the first.</param>
/// <param name="Return">Energy of the switch to the cheapest setting afterwards.</param>
internal readonly record struct Spending(double Cost, double Extra, double Return);
