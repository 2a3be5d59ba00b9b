using QosNets.Runtime;

namespace QosNets.Control;

/// <summary>
/// Decides the setting of a knob, for example the operating point of an engine, from a budget and from what it observes.
/// Deciding allocates nothing. A governor is for one caller at a time; the same observations give the same decisions.
/// <para>
/// The setting that runs belongs to the caller. A governor keeps none of its own: each observation names it, and
/// <see cref="Enter"/> tells of frames that ran without a decision.
/// </para>
/// <code>
/// var decision = governor.Decide(new Observation(time, budget, current) { Frames = 8 });
/// governor.Measure(new PowerReading(Frames: 8, Power: 0.21)); // where there is a power meter
/// </code>
/// </summary>
public interface IGovernor
{
    /// <summary>Name that <see cref="Governors.Create"/> knows.</summary>
    string Name { get; }

    /// <summary>The knob.</summary>
    Knob Knob { get; }

    /// <summary>One line for people: what the governor does now, and why. Made when it is asked for.</summary>
    string Status { get; }

    /// <summary>Decides what to run next. The governor assumes that its decision is carried out.</summary>
    /// <param name="now">Time, budget, the setting that runs, and the battery if there is one.</param>
    /// <exception cref="ArgumentOutOfRangeException">The budget is negative or no number, the frames are below 1, or the knob
    /// has no such setting.</exception>
    Decision Decide(in Observation now);

    /// <summary>Enters frames that ran at another's choice, for example while a client fixed the setting.</summary>
    /// <param name="now">What <see cref="Decide"/> would have seen before them.</param>
    /// <param name="runs">How many images ran at each setting, in the knob's order; an image that ran twice counts twice.</param>
    /// <param name="switches">Number of switches, the one before the first frame included.</param>
    /// <exception cref="ArgumentOutOfRangeException">As for <see cref="Decide"/>.</exception>
    void Enter(in Observation now, ReadOnlySpan<int> runs, int switches);

    /// <summary>
    /// Takes what became of a decision with <see cref="Decision.Again"/>; until then its frames count as if all that may run
    /// again did.
    /// </summary>
    /// <param name="decision">The decision.</param>
    /// <param name="margins">Margin of each image at the setting.</param>
    /// <param name="again">How many images ran again.</param>
    void Ran(in Decision decision, ReadOnlySpan<float> margins, int again) { }

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
public readonly record struct Decision(int Setting, bool Shadow = false)
{
    /// <summary>
    /// What becomes of images that the setting is unsure of; null where none runs again. The caller then tells the governor
    /// with <see cref="IGovernor.Ran"/> what ran.
    /// </summary>
    public Escalation? Again { get; init; }
}

/// <summary>Images that may run again.</summary>
/// <param name="Cascade">The two settings and the threshold between them.</param>
/// <param name="Most">How many images may run again, at or above 0: of more, those of the least margins.</param>
/// <param name="Quality">Expected quality of frames that may run again, 0..1.</param>
/// <param name="Place">Where the governor has entered the frames.</param>
public readonly record struct Escalation(Cascade Cascade, int Most, double Quality, long Place)
{
    /// <summary>Index of the setting that unsure images run at too.</summary>
    public int Second => Cascade.Points[1];
}

/// <summary>What a governor sees before a frame, or before several that will run at one setting.</summary>
/// <param name="Time">Seconds since any fixed moment, not falling.</param>
/// <param name="Budget">Permitted mean relative power, at or above 0.</param>
/// <param name="Current">Index of the setting that the last frame ran at; before the first, of the one that is set.</param>
public readonly record struct Observation(double Time, double Budget, int Current)
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
