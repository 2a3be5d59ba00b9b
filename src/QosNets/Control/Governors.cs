namespace QosNets.Control;

/// <summary>
/// Makes governors by name.
/// <code>
/// var governor = Governors.Create(Governors.Interpolating, knob);
/// var decision = governor.Decide(new Observation(Time: 0.04, Budget: 0.2, Current: knob.Cheapest));
/// engine.Run(decision.Setting, pixels, batch, logits);
/// </code>
/// </summary>
public static class Governors
{
    /// <summary>Name of <see cref="ThresholdGovernor"/>.</summary>
    public const string Threshold = "threshold";

    /// <summary>Name of <see cref="InterpolatingGovernor"/>.</summary>
    public const string Interpolating = "interpolating";

    /// <summary>Name of <see cref="PredictiveGovernor"/>.</summary>
    public const string Predictive = "predictive";

    /// <summary>Name of <see cref="AdaptiveGovernor"/>.</summary>
    public const string Adaptive = "adaptive";

    /// <summary>Name of <see cref="CascadeGovernor"/>.</summary>
    public const string Cascade = "cascade";

    private static readonly (string Name, Func<Knob, GovernorOptions, IGovernor> Make)[] Table =
    [
        (Threshold, (knob, options) => new ThresholdGovernor(knob, options)),
        (Interpolating, (knob, options) => new InterpolatingGovernor(knob, options)),
        (Predictive, (knob, options) => new PredictiveGovernor(knob, options)),
        (Adaptive, (knob, options) => new AdaptiveGovernor(knob, options)),
        (Cascade, (knob, options) => new CascadeGovernor(knob, options)),
    ];

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Table.Select(g => g.Name)];

    /// <summary>Names of the governors that can drive a knob: <see cref="Cascade"/> needs one with cascades.</summary>
    public static IReadOnlyList<string> For(Knob knob)
    {
        ArgumentNullException.ThrowIfNull(knob);
        return knob.Cascades.Count > 0 ? Names : [.. Names.Where(n => n != Cascade)];
    }

    /// <summary>Makes a governor.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="knob">What it decides.</param>
    /// <param name="options">Its parameters; null for the defaults.</param>
    /// <exception cref="ControlException">The name is unknown, an option is out of its range, or the knob lacks what the
    /// governor needs.</exception>
    public static IGovernor Create(string name, Knob knob, GovernorOptions? options = null)
    {
        foreach (var governor in Table.Where(g => g.Name == name))
            return governor.Make(knob, options ?? GovernorOptions.Default);
        throw new ControlException($"there is no governor \"{name}\"; use one of {string.Join(", ", Names)}");
    }

    /// <summary>Refuses what no governor can be made of.</summary>
    internal static void Check(Knob knob, GovernorOptions options)
    {
        ArgumentNullException.ThrowIfNull(knob);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
    }

    /// <summary>Refuses observations that no decision can come of.</summary>
    internal static void Check(Knob knob, in Observation now)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(now.Frames, 1, nameof(now));
        ArgumentOutOfRangeException.ThrowIfNegative(now.Current, nameof(now));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(now.Current, knob.Settings.Count, nameof(now));
        if (!(now.Budget >= 0))
            throw new ArgumentOutOfRangeException(nameof(now), now.Budget, "a budget must be at or above 0");
    }

    /// <summary>Mean power of frames that ran at another's choice.</summary>
    internal static double Power(Knob knob, in Observation now, ReadOnlySpan<int> runs, double switches)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(runs.Length, knob.Settings.Count, nameof(runs));
        var energy = switches;
        for (var s = 0; s < runs.Length; s++)
            energy += runs[s] * knob.Settings[s].Cost;
        return energy / now.Frames;
    }
}
