using QosNets.Bundles;
using QosNets.Control;

namespace QosNets.Tests.Control;

/// <summary>Knobs and runs that the tests share.</summary>
internal static class Knobs
{
    /// <summary>Three settings like those of a trained bundle.</summary>
    public static Knob Three { get; } =
        WithCascades(new("points", [new("high", 0.28, 0.90), new("middle", 0.20, 0.896), new("low", 0.11, 0.89)]));

    /// <summary>Two to five settings with random costs and qualities, some of them not worth running.</summary>
    public static Knob Random(Random random) =>
        new(
            "random",
            [
                .. Enumerable
                    .Range(0, random.Next(2, 6))
                    .Select(i => new Setting($"s{i}", 0.05 + 0.9 * random.NextDouble(), 0.5 + 0.5 * random.NextDouble())),
            ]
        );

    /// <summary>
    /// A knob with cascades from each setting to each dearer one, for margins that are uniform in 0..1: most of what the
    /// dearer one has to give is with the images of the least margins.
    /// </summary>
    public static Knob WithCascades(Knob knob) =>
        new(
            knob.Name,
            knob.Settings,
            [
                .. Enumerable
                    .Range(0, knob.Settings.Count)
                    .SelectMany(a => Enumerable.Range(0, knob.Settings.Count).Select(b => (a, b)))
                    .Where(p => knob.Settings[p.a].Cost < knob.Settings[p.b].Cost)
                    .Select(p => new CascadeCurve(
                        p.a,
                        p.b,
                        [
                            .. new[] { 0.01f, 0.03f, 0.06f, 0.1f, 0.15f, 0.25f, 0.4f, 0.6f }.Select(s => new CascadeStep(
                                s,
                                s,
                                knob.Settings[p.a].Quality
                                    + (knob.Settings[p.b].Quality - knob.Settings[p.a].Quality) * (1 - Math.Exp(-s / 0.08))
                            )),
                        ]
                    )),
            ]
        );

    /// <summary>Power of every frame under a governor, one second a frame, switches included.</summary>
    public static double[] Powers(IGovernor governor, IReadOnlyList<double> budgets, double switchEnergy)
    {
        var powers = new double[budgets.Count];
        var last = governor.Knob.Cheapest;
        for (var t = 0; t < powers.Length; t++)
        {
            var setting = governor.Decide(new Observation(t, budgets[t], last)).Setting;
            powers[t] = governor.Knob.Settings[setting].Cost + (setting == last ? 0 : switchEnergy);
            last = setting;
        }
        return powers;
    }
}
