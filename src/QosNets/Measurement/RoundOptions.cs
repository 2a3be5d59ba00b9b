namespace QosNets.Measurement;

/// <summary>How long to measure.</summary>
/// <param name="Seconds">Time for all candidates together, above 0; the last round may exceed it.</param>
/// <param name="LeastRounds">Rounds that are done however long they take, at least 1.</param>
/// <param name="SampleSeconds">A candidate that takes less is repeated within a round until it takes about this long.</param>
internal sealed record RoundOptions(double Seconds = 1, int LeastRounds = 5, double SampleSeconds = 0.004)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
