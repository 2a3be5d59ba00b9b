namespace QosNets.Control;

/// <summary>
/// Decides the setting of a knob, for example the operating point of an engine, from a budget and from what it observes.
/// Deciding allocates nothing. A governor is for one caller at a time; the same observations give the same decisions.
/// </summary>
public interface IGovernor
{
    /// <summary>Name that <see cref="Governors.Create"/> knows.</summary>
    string Name { get; }

    /// <summary>The knob.</summary>
    Knob Knob { get; }

    /// <summary>Index of the setting that was decided last; the cheapest before the first decision.</summary>
    int Current { get; }

    /// <summary>One line for people: what the governor does now, and why. Made when it is asked for.</summary>
    string Status { get; }

    /// <summary>Decides what to run next. The governor takes it that its decision is carried out.</summary>
    /// <param name="now">Time, budget, and the battery if there is one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is negative or no number, or the frames are below 1.</exception>
    Decision Decide(in Observation now);

    /// <summary>Takes a power reading; only governors that measure use it.</summary>
    void Measure(in PowerReading reading) { }

    /// <summary>Takes the outcome of a shadow run; only governors that ask for them use it.</summary>
    /// <param name="setting">The setting that the frame ran at.</param>
    /// <param name="agrees">Whether the most accurate setting classified the same input alike.</param>
    void Compare(int setting, bool agrees) { }
}
