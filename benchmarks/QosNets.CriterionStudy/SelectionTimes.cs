using System.Diagnostics;
using System.Globalization;
using QosNets.Approximation;
using QosNets.Data;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Numerics;
using QosNets.Selection;

namespace QosNets.CriterionStudy;

/// <summary>
/// How long the error table of a whole library and the selection from it take, for the layers of ResNet-20 with random weights
/// and activations that pile up at their zero point.
/// </summary>
internal static class SelectionTimes
{
    private const int Samples = 512;
    private static readonly double[] Targets = [0.8, 0.9, 0.95];

    public static void Print()
    {
        var library = MultiplierLibrary.Load(DataFolder.File(DataFolder.UnsignedMultipliers));
        var multipliers = library.Multipliers;
        var network = BuiltInNetworks.Create("resnet20", new Shape(3, 32, 32), 10, [0.5f, 0.5f, 0.5f], [0.25f, 0.25f, 0.25f]);
        var layers = network.Layers.Select((l, i) => Profile(l.Name, l.Geometry, (ulong)i)).ToList();
        Time(
            $"{layers.Count} layers x {multipliers.Count} multipliers, predicted",
            () => ErrorPrediction.Predict(layers, multipliers, true)
        );
        var errors = Time("measured", () => ErrorMeasurement.Measure(layers, multipliers, true));
        double[] costs = [.. network.Layers.Select(l => (double)l.Geometry.Multiplications)];
        var problem = SelectionProblem.Build(
            errors.Retained,
            [.. layers.Select((l, i) => (0.2 + 0.1 * (i % 4)) * l.AccumulatorDeviation)],
            costs,
            PowerModel.RelativePowers(multipliers, library.Exact),
            [.. Targets.Select(_ => 1.0)],
            4
        );
        var scaled = Time("scale search, n = 4, three points", () => ScaleSearch.Find(problem, Targets)).Problem;
        var exact = Time("exact selection", () => ExactSelector.Select(scaled));
        Console.WriteLine($"{(exact.Proven ? "proven optimal" : "not proven")} in {exact.Nodes} nodes");
        Time("least strain", () => StrainSelector.Select(problem, Targets));
    }

    private static T Time<T>(string what, Func<T> work)
    {
        var clock = Stopwatch.StartNew();
        var result = work();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {clock.Elapsed.TotalSeconds:0.000} s"));
        return result;
    }

    private static LayerProfile Profile(string name, ConvolutionGeometry geometry, ulong seed)
    {
        var random = new DeterministicRandom(seed);
        var (zeroPoint, weightZeroPoint) = (1 + random.NextInt(40), 90 + random.NextInt(70));
        var weights = new byte[geometry.OutChannels * geometry.FanIn];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = (byte)(weightZeroPoint + (random.NextInt(61) + random.NextInt(61) + random.NextInt(61) - 90));
        var samples = new byte[Samples * geometry.FanIn];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = (byte)Math.Min(255, zeroPoint + Math.Max(0, random.NextInt(200) - 70));
        var groups = new int[Samples];
        var deviation = AccumulatorStatistics.Deviation(geometry, weights, weightZeroPoint, zeroPoint, samples, groups, false);
        var histogram = OperandHistogram.Of(samples);
        return new LayerProfile(name, geometry, weights, weightZeroPoint, zeroPoint, samples, groups, histogram, deviation, 0);
    }
}
