namespace QosNets.Simulation;

/// <summary>A replayed trace.</summary>
/// <param name="Trace">The trace.</param>
/// <param name="Governor">Name of the governor.</param>
/// <param name="Settings">Setting that answered each frame: where it ran again, the second.</param>
/// <param name="Powers">Power of each frame, switches and shadow runs included.</param>
/// <param name="Correct">Whether each frame was classified rightly.</param>
/// <param name="Quality">Mean expected quality of the settings that ran: what the knob says, not what was found.</param>
/// <param name="Switches">Number of switches.</param>
/// <param name="ShadowRuns">Number of shadow runs.</param>
/// <param name="EmptyFrames">Frames that found an empty battery; null where the trace has none.</param>
/// <param name="Violations">Windows above their budget.</param>
/// <param name="Statuses">What the governor said of itself, each with the first frame that it held for.</param>
public sealed record SimulationResult(
    BudgetTrace Trace,
    string Governor,
    IReadOnlyList<int> Settings,
    IReadOnlyList<double> Powers,
    IReadOnlyList<bool> Correct,
    double Quality,
    int Switches,
    int ShadowRuns,
    int? EmptyFrames,
    Violations Violations,
    IReadOnlyList<(int Frame, string Status)> Statuses
)
{
    /// <summary>Setting that each frame ran at first; it ran again where <see cref="Settings"/> has another.</summary>
    public IReadOnlyList<int> FirstSettings { get; init; } = Settings;

    /// <summary>Number of frames that ran again.</summary>
    public int Again => Settings.Zip(FirstSettings, (a, b) => a == b ? 0 : 1).Sum();

    /// <summary>Share of frames that were classified rightly, 0..1.</summary>
    public double Accuracy => Correct.Count == 0 ? 0 : (double)Correct.Count(c => c) / Correct.Count;

    /// <summary>Energy in the battery before each frame, in inferences of the exact network; null where there is no battery.</summary>
    public IReadOnlyList<double>? Charges { get; init; }

    /// <summary>Energy used, in inferences of the exact network.</summary>
    public double Energy => Powers.Sum();
}
