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

    /// <summary>Decides what to run next. The governor assumes that its decision is carried out.</summary>
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

/// <summary>What to run next.</summary>
/// <param name="Setting">Index in the knob's settings.</param>
/// <param name="Shadow">
/// Whether to run the most accurate setting too, on one frame's input, and tell the governor with
/// <see cref="IGovernor.Compare"/> whether both classified it alike.
/// </param>
public readonly record struct Decision(int Setting, bool Shadow = false);

/// <summary>What a governor sees before a frame, or before several that will run at one setting.</summary>
/// <param name="Time">Seconds since any fixed moment, not falling.</param>
/// <param name="Budget">Permitted mean relative power, at or above 0.</param>
public readonly record struct Observation(double Time, double Budget)
{
    /// <summary>Number of frames that the decision is for, 1 or more.</summary>
    public int Frames { get; init; } = 1;

    /// <summary>Energy in the battery, in inferences of the exact network; NaN where there is no battery.</summary>
    public double Charge { get; init; } = double.NaN;

    /// <summary>Energy that the battery can hold; NaN where there is no battery.</summary>
    public double Capacity { get; init; } = double.NaN;
}

/// <summary>A reading of the power meter.</summary>
/// <param name="Frames">Frames since the reading before, 1 or more.</param>
/// <param name="Power">Their measured mean relative power, switches and shadow runs included.</param>
public readonly record struct PowerReading(int Frames, double Power);
