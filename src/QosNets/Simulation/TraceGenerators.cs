using QosNets.Control;
using QosNets.Numerics;

namespace QosNets.Simulation;

/// <summary>Makes budget traces for a knob; the same seed gives the same trace for ever.</summary>
internal static class TraceGenerators
{
    // Days of the solar trace: the first is there to learn from.
    private const int Days = 4;

    private const double DaySeconds = 86400;

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = ["solar", "battery", "thermal", "telegraph", "flip"];

    /// <summary>Makes a trace.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="knob">The knob that it is for: budgets lie where its settings cost.</param>
    /// <param name="frames">Number of frames, 1 or more.</param>
    /// <param name="seed">Seed of clouds and jumps.</param>
    /// <exception cref="ControlException">The name is unknown, or the number of frames below 1.</exception>
    public static BudgetTrace Create(string name, Knob knob, int frames, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(knob);
        if (frames < 1)
            throw new ControlException($"{frames} frames; a trace has 1 or more");
        var random = new DeterministicRandom(DeterministicRandom.Seed(seed, $"trace/{name}"));
        var (bottom, top) = (knob.Settings[knob.Cheapest].Cost, knob.Settings.Max(s => s.Cost));
        double Level(double share) => bottom + share * (top - bottom);
        var second = Enumerable.Range(0, frames).Select(f => (double)f).ToArray();
        return name switch
        {
            "solar" => Solar(bottom, top, frames, random),
            "battery" => Discharge(bottom, Level(1.1), second),
            "thermal" => new BudgetTrace(
                name,
                second,
                [.. second.Select(t => Level(t < frames / 3.0 || t >= 2 * frames / 3.0 ? 0.8 : 0.2))]
            ),
            "telegraph" => new BudgetTrace(name, second, Telegraph(Level(0.15), Level(0.85), frames, random)),
            "flip" => new BudgetTrace(name, second, [.. second.Select(t => Level(t % 2 == 0 ? 0.9 : 0.1))]),
            _ => throw new ControlException(
                $"there is no trace \"{name}\"; use one of {string.Join(", ", Names)}, or name a CSV file"
            ),
        };
    }

    /// <summary>
    /// Four days of a solar cell, budget = harvest: nothing from 18 h to 6 h, a half sine between, and clouds, which come
    /// and go at random and leave 25 to 70 % of the light. The peak is such that the mean is a little more than the
    /// cheapest setting needs. The battery holds what the cheapest setting uses in a day and starts half full.
    /// </summary>
    private static BudgetTrace Solar(double bottom, double top, int frames, DeterministicRandom random)
    {
        // A half sine over half a day has the mean peak / π; clouds leave about four fifths.
        var peak = Math.Max(1.25 * bottom * Math.PI / 0.8, top);
        var times = new double[frames];
        var harvest = new double[frames];
        var step = Days * DaySeconds / frames;
        var (cloud, light) = (1.0, 1.0);
        for (var f = 0; f < frames; f++)
        {
            times[f] = f * step;
            if (random.NextDouble() < step / (cloud < 1 ? 2400 : 7200))
                cloud = cloud < 1 ? 1 : 0.25 + 0.45 * random.NextDouble();
            // The edge of a cloud takes about two minutes to pass.
            light += (cloud - light) * Math.Min(1, step / 120);
            harvest[f] = light * peak * Math.Max(0, -Math.Cos(2 * Math.PI * times[f] / DaySeconds));
        }
        var capacity = bottom * frames / Days;
        return new BudgetTrace("solar", times, harvest) { Battery = new Battery(capacity, capacity / 2, harvest) };
    }

    /// <summary>
    /// A battery without harvest whose budget follows its charge: budget = low + (high − low)·charge/capacity, and the
    /// capacity is such that it lasts as long as the trace when the budget is used up.
    /// </summary>
    private static BudgetTrace Discharge(double low, double high, double[] times)
    {
        // With x = charge/capacity, dx/dt = −(low + (high − low)·x)/capacity reaches 0 at capacity·ln(high/low)/(high − low).
        var capacity = times.Length * (high - low) / Math.Log(high / low);
        var budgets = new double[times.Length];
        var charge = capacity;
        for (var f = 0; f < budgets.Length; f++)
        {
            budgets[f] = low + (high - low) * charge / capacity;
            charge = Math.Max(0, charge - budgets[f]);
        }
        return new BudgetTrace("battery", times, budgets) { Battery = new Battery(capacity, capacity, new double[times.Length]) };
    }

    private static double[] Telegraph(double low, double high, int frames, DeterministicRandom random)
    {
        const double MeanStay = 100;
        var budgets = new double[frames];
        var isHigh = true;
        for (var f = 0; f < frames; f++)
        {
            if (random.NextDouble() < 1 / MeanStay)
                isHigh = !isHigh;
            budgets[f] = isHigh ? high : low;
        }
        return budgets;
    }
}
