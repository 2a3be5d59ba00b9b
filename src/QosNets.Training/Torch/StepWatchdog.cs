using System.Globalization;

namespace QosNets.Training.Torch;

/// <summary>
/// Says which training step takes a hundred times the usual, while it does: nothing else would tell that it hangs.
/// </summary>
internal sealed class StepWatchdog : IDisposable
{
    /// <summary>How many times the usual is too long.</summary>
    public const int Factor = 100;

    /// <summary>Steps that must have ended before the usual is known.</summary>
    public const int Known = 5;

    // A step of milliseconds may wait that long for a machine that does something else.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly TimeProvider time;
    private readonly Action<string> say;
    private readonly ITimer timer;
    private TimeSpan total;
    private int ended;
    private string? step;
    private long began;

    /// <summary>Watches until disposed.</summary>
    /// <param name="time">Measures, and calls every second.</param>
    /// <param name="say">Takes a line; called from another thread.</param>
    public StepWatchdog(TimeProvider time, Action<string> say)
    {
        (this.time, this.say) = (time, say);
        timer = time.CreateTimer(_ => Look(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>A step begins.</summary>
    /// <param name="name">What messages call it.</param>
    public void Begin(string name)
    {
        lock (gate)
            (step, began) = (name, time.GetTimestamp());
    }

    /// <summary>The step has ended.</summary>
    public void End()
    {
        lock (gate)
        {
            // One that was named is not what is usual.
            if (step is null)
                return;
            total += time.GetElapsedTime(began);
            ended++;
            step = null;
        }
    }

    /// <summary>Looks at the step that is running, and names it once when it takes too long.</summary>
    internal void Look()
    {
        string line;
        lock (gate)
        {
            if (step is null || ended < Known)
                return;
            var (taken, usual) = (time.GetElapsedTime(began), total / ended);
            if (taken < Least || taken < Factor * usual)
                return;
            line = string.Create(
                CultureInfo.InvariantCulture,
                $"{step} has taken {taken.TotalSeconds:0} s, {taken / usual:0} times the usual {usual.TotalSeconds:0.000} s: the "
                    + $"machine is busy, or the step hangs; a run that is ended goes on from the checkpoint of its last epoch"
            );
            step = null;
        }
        say(line);
    }

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();
}
