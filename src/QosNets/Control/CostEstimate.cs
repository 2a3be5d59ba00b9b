namespace QosNets.Control;

/// <summary>
/// Estimates the costs of settings from power readings by normalised least mean squares (Nagumo and Noda, 1967). A reading
/// covers frames at several settings. Its error is shared among the settings in proportion to their frames; a reading of frames
/// at one setting is that setting's cost.
/// </summary>
internal sealed class CostEstimate
{
    // The share of an error that one reading mends: less would recover more slowly, more would follow the meter's noise.
    private const double Rate = 0.7;

    private readonly double[] nominal;
    private readonly double[] estimates;
    private readonly double[] frames;
    private readonly double switchEnergy;
    private int switches;

    public CostEstimate(Knob knob, double switchEnergy)
    {
        nominal = [.. knob.Settings.Select(s => s.Cost)];
        estimates = [.. nominal];
        frames = new double[nominal.Length];
        this.switchEnergy = switchEnergy;
    }

    /// <summary>Estimated cost of a setting.</summary>
    public double this[int setting] => estimates[setting];

    /// <summary>Estimated costs of all settings.</summary>
    public IReadOnlyList<double> All => estimates;

    /// <summary>Largest relative difference from the costs at the start.</summary>
    public double LargestDrift
    {
        get
        {
            var largest = 0.0;
            for (var i = 0; i < nominal.Length; i++)
                largest = Math.Max(largest, Math.Abs(estimates[i] / nominal[i] - 1));
            return largest;
        }
    }

    /// <summary>Enters frames that are part of the next reading.</summary>
    /// <param name="setting">What they ran at.</param>
    /// <param name="count">Number of frames, at or above 0.</param>
    /// <param name="switches">Number of switches among them.</param>
    public void Ran(int setting, int count, int switches)
    {
        frames[setting] += count;
        this.switches += switches;
    }

    /// <summary>Takes a reading; returns the energy by which it was above what the estimates said.</summary>
    public double Take(in PowerReading reading)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reading.Frames, 1, nameof(reading));
        if (!(reading.Power >= 0 && double.IsFinite(reading.Power)))
            throw new ArgumentOutOfRangeException(nameof(reading), reading.Power, "a power must be at or above 0");
        var (expected, norm) = (switches * switchEnergy, 0.0);
        for (var i = 0; i < frames.Length; i++)
        {
            expected += frames[i] * estimates[i];
            norm += frames[i] * frames[i];
        }
        var missed = reading.Power * reading.Frames - expected;
        for (var i = 0; i < frames.Length && norm > 0; i++)
        {
            // A cost never becomes nothing, whatever a broken meter says.
            estimates[i] = Math.Max(nominal[i] / 10, estimates[i] + Rate * missed * frames[i] / norm);
        }
        Array.Clear(frames);
        switches = 0;
        return missed;
    }
}
