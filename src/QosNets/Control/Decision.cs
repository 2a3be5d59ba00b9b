namespace QosNets.Control;

/// <summary>What to run next.</summary>
/// <param name="Setting">Index in the knob's settings.</param>
/// <param name="Shadow">
/// Whether to run the most accurate setting too, on one frame's input, and tell the governor with
/// <see cref="IGovernor.Compare"/> whether both classified it alike.
/// </param>
public readonly record struct Decision(int Setting, bool Shadow = false);
