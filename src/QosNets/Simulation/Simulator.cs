using QosNets.Control;

namespace QosNets.Simulation;

/// <summary>Replays budget traces. Frame t shows image t modulo the number of images.</summary>
internal static class Simulator
{
    /// <summary>Replays a trace under a governor.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="governor">A governor that has decided nothing yet.</param>
    /// <param name="outcomes">What each setting says of each image.</param>
    /// <param name="options">Switches, meter and drifts.</param>
    /// <exception cref="ArgumentException">Outcomes and settings differ in number, or an option is out of its range.</exception>
    public static SimulationResult Run(BudgetTrace trace, IGovernor governor, PointOutcomes outcomes, SimulationOptions options)
    {
        ArgumentNullException.ThrowIfNull(trace);
        ArgumentNullException.ThrowIfNull(governor);
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentNullException.ThrowIfNull(options);
        var knob = governor.Knob;
        if (outcomes.Points != knob.Settings.Count)
            throw new ArgumentException(
                $"outcomes of {outcomes.Points} settings where the knob has {knob.Settings.Count}",
                nameof(outcomes)
            );
        ArgumentOutOfRangeException.ThrowIfNegative(options.SwitchEnergy, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MeterInterval, 1, nameof(options));

        var costs = knob.Settings.Select(s => s.Cost).ToArray();
        var (settings, firsts) = (new int[trace.Frames], new int[trace.Frames]);
        var (powers, correct) = (new double[trace.Frames], new bool[trace.Frames]);
        var charges = trace.Battery is null ? null : new double[trace.Frames];
        var statuses = new List<(int Frame, string Status)>();
        var (last, quality, switches, shadows, empty, metered) = (knob.Cheapest, 0.0, 0, 0, 0, 0.0);
        var charge = trace.Battery?.Charge ?? double.NaN;
        for (var t = 0; t < trace.Frames; t++)
        {
            foreach (var drift in options.Drifts.Where(d => d.Frame == t))
                costs[drift.Setting] = knob.Settings[drift.Setting].Cost * drift.Factor;
            var decision = governor.Decide(
                new Observation(trace.Times[t], trace.Budgets[t], last)
                {
                    Charge = charge,
                    Capacity = trace.Battery?.Capacity ?? double.NaN,
                }
            );
            if (charges is not null)
                charges[t] = charge;
            var image = t % outcomes.Images;
            var first = decision.Setting;
            var margin = decision.Again is null ? float.NaN : outcomes.Margin(first, image);
            var again = decision.Again is { Most: > 0 } escalation && margin < escalation.Cascade.MinMargins[0];
            (firsts[t], settings[t]) = (first, again ? decision.Again!.Value.Second : first);
            var switched = (first == last ? 0 : 1) + (again ? 1 : 0);
            powers[t] = costs[first] + (again ? costs[settings[t]] : 0) + switched * options.SwitchEnergy;
            switches += switched;
            if (decision.Again is not null)
                governor.Ran(decision, [margin], again ? 1 : 0);
            if (decision.Shadow)
            {
                // A frame at the most accurate setting is its own shadow.
                powers[t] += decision.Setting == knob.Best ? 0 : costs[knob.Best];
                shadows++;
                governor.Compare(decision.Setting, outcomes.Agree(decision.Setting, knob.Best, image));
            }
            last = settings[t];
            correct[t] = outcomes.Correct(settings[t], image);
            quality += decision.Again is { Most: > 0 } cascade ? cascade.Quality : knob.Settings[first].Quality;
            metered += powers[t];
            if ((t + 1) % options.MeterInterval == 0)
            {
                governor.Measure(new PowerReading(options.MeterInterval, metered / options.MeterInterval));
                metered = 0;
            }
            if (trace.Battery is { } battery)
            {
                charge += battery.Harvest[t] - powers[t];
                if (charge < 0)
                    empty++;
                charge = Math.Clamp(charge, 0, battery.Capacity);
            }
            var status = governor.Status;
            if (statuses.Count == 0 || statuses[^1].Status != status)
                statuses.Add((t, status));
        }
        return new SimulationResult(
            trace,
            governor.Name,
            settings,
            powers,
            correct,
            trace.Frames == 0 ? 0 : quality / trace.Frames,
            switches,
            shadows,
            trace.Battery is null ? null : empty,
            Violations.Of(trace.Budgets, powers, knob.Settings[knob.Cheapest].Cost),
            statuses
        )
        {
            FirstSettings = firsts,
            Charges = charges,
        };
    }
}

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
internal sealed record SimulationResult(
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

    /// <summary>
    /// Energy in the battery before each frame, in inferences of the exact network; null where there is no battery.
    /// </summary>
    public IReadOnlyList<double>? Charges { get; init; }

    /// <summary>Energy used, in inferences of the exact network.</summary>
    public double Energy => Powers.Sum();
}
