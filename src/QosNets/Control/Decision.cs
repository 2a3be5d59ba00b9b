using QosNets.Runtime;

namespace QosNets.Control;

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
