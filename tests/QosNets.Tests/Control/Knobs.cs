using QosNets.Control;

namespace QosNets.Tests.Control;

/// <summary>Knobs and runs that the tests share.</summary>
internal static class Knobs
{
    /// <summary>Three settings like those of a trained bundle.</summary>
    public static Knob Three { get; } =
        new("points", [new("high", 0.28, 0.90), new("middle", 0.20, 0.896), new("low", 0.11, 0.89)]);

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
