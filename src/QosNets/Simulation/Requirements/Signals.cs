using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>The signals of a replay, one value a frame.</summary>
internal sealed class Signals
{
    /// <summary>Frames of <c>accuracy_window</c>: a share of 32 frames would be mostly chance.</summary>
    public const int AccuracyWindow = 256;

    private static readonly (string Name, Func<SimulationResult, IReadOnlyList<double>?> Values)[] Table =
    [
        ("budget", r => r.Trace.Budgets),
        ("power", r => r.Powers),
        ("mean_budget", r => Means(r.Trace.Budgets, Violations.Window)),
        ("mean_power", r => Means(r.Powers, Violations.Window)),
        ("correct", r => Right(r)),
        ("accuracy_window", r => Means(Right(r), AccuracyWindow)),
        ("again", r => [.. r.Settings.Zip(r.FirstSettings, (a, b) => a == b ? 0.0 : 1)]),
        ("charge", r => r.Charges),
        ("time", r => r.Trace.Times),
    ];

    private readonly Dictionary<string, IReadOnlyList<double>> known = [];
    private readonly SimulationResult result;

    /// <summary>The signals of a replay.</summary>
    public Signals(SimulationResult result)
    {
        this.result = result;
    }

    /// <summary>Names that a requirement may use.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(s => s.Name)];

    /// <summary>Seconds of each frame, not falling.</summary>
    public IReadOnlyList<double> Times => result.Trace.Times;

    /// <summary>Number of frames.</summary>
    public int Frames => Times.Count;

    /// <summary>Values of a signal.</summary>
    /// <exception cref="ControlException">This replay has no such signal.</exception>
    public IReadOnlyList<double> this[string name]
    {
        get
        {
            if (!known.TryGetValue(name, out var found))
            {
                found =
                    Table.First(s => s.Name == name).Values(result)
                    ?? throw new ControlException($"this trace has no signal \"{name}\": it has no battery; leave it out");
                known.Add(name, found);
            }
            return found;
        }
    }

    private static double[] Right(SimulationResult result) => [.. result.Correct.Select(c => c ? 1.0 : 0)];

    /// <summary>Means of the last frames, of those there are at the start.</summary>
    private static double[] Means(IReadOnlyList<double> values, int window)
    {
        var means = new double[values.Count];
        for (var t = 0; t < means.Length; t++)
        {
            var (sum, first) = (0.0, Math.Max(0, t - window + 1));
            for (var i = first; i <= t; i++)
                sum += values[i];
            means[t] = sum / (t + 1 - first);
        }
        return means;
    }
}
