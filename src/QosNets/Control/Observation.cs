namespace QosNets.Control;

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
