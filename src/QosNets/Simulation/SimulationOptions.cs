namespace QosNets.Simulation;

/// <summary>What a simulation does beside replaying a trace.</summary>
internal sealed record SimulationOptions
{
    /// <summary>
    /// Energy of a switch, in inferences of the exact network, at or above 0; the governor must be made with the same.
    /// </summary>
    public double SwitchEnergy { get; init; } = 0.001;

    /// <summary>Frames between two readings of the power meter, 1 or more.</summary>
    public int MeterInterval { get; init; } = 16;

    /// <summary>Drifts of true costs.</summary>
    public IReadOnlyList<Drift> Drifts { get; init; } = [];
}

/// <summary>From a frame on, a setting truly costs another amount than the knob says.</summary>
/// <param name="Setting">Index of the setting.</param>
/// <param name="Factor">True cost over that of the knob, above 0.</param>
/// <param name="Frame">First frame that it holds for.</param>
internal sealed record Drift(int Setting, double Factor, int Frame);
