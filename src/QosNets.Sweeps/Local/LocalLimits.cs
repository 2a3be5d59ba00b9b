namespace QosNets.Sweeps.Local;

/// <summary>What a sweep may take of the machine.</summary>
/// <param name="Jobs">Runs at once, 1 and up.</param>
/// <param name="MemoryBytes">Memory of all runs together, or 0 for no limit.</param>
internal sealed record LocalLimits(int Jobs, long MemoryBytes = 0)
{
    // Before one run has shown what it needs; the embedded experiments peak below this.
    private const long FirstGuess = 2L << 30;

    /// <summary>Whether one more run may be started beside those that work.</summary>
    /// <param name="peaks">Most memory that each of them has used so far, in bytes.</param>
    /// <param name="largest">Most that any run of the sweep has used, in bytes; 0 when none has ended.</param>
    /// <remarks>One run may always work, so that a limit below its needs slows a sweep down but does not stop it.</remarks>
    public bool AllowsOneMore(IReadOnlyCollection<long> peaks, long largest)
    {
        if (peaks.Count == 0)
            return true;
        if (peaks.Count >= Jobs)
            return false;
        var expected = largest > 0 ? largest : Math.Max(FirstGuess, peaks.Max());
        return MemoryBytes == 0 || (peaks.Count + 1) * expected <= MemoryBytes;
    }
}
