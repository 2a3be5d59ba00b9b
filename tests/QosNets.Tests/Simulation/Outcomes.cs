using QosNets.Control;
using QosNets.Simulation;

namespace QosNets.Tests.Simulation;

/// <summary>Random outcomes whose accuracies are near the knob's qualities; settings mostly agree.</summary>
internal static class Outcomes
{
    public static PointOutcomes Of(Knob knob, int images = 2000, int seed = 1)
    {
        var random = new Random(seed);
        var labels = Enumerable.Range(0, images).Select(_ => random.Next(10)).ToArray();
        var difficulty = labels.Select(_ => random.NextDouble()).ToArray();
        return new PointOutcomes(
            labels,
            [.. knob.Settings.Select(s => labels.Select((l, i) => difficulty[i] < s.Quality ? l : (l + 1) % 10).ToArray())],
            [.. knob.Settings.Select(_ => labels.Select(_ => random.NextSingle()).ToArray())]
        );
    }
}
