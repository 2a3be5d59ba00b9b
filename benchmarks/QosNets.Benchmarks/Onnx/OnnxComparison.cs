using System.Globalization;
using QosNets.Kernels;
using QosNets.Measurement;
using QosNets.Runtime;

namespace QosNets.Benchmarks;

/// <summary>
/// Prints Markdown: the engine on a network with random weights, at a point for each multiplier, beside ONNX Runtime's int8
/// on a network of the same layers.
/// </summary>
internal static class OnnxComparison
{
    private static readonly int[] ThreadCounts = Environment.ProcessorCount > 1 ? [1, 2] : [1];

    /// <summary>Measures and prints.</summary>
    /// <param name="args">Network, images of one call, rounds, and multipliers beside the exact one.</param>
    public static void Print(IReadOnlyList<string> args)
    {
        var name = args[0];
        var batch = int.Parse(args[1], CultureInfo.InvariantCulture);
        var options = new RoundOptions(LeastRounds: int.Parse(args[2], CultureInfo.InvariantCulture));
        var network = LayerShape.Build(name);
        var multipliers = args.Skip(3).Prepend(Choices.Library.Exact.Name).Distinct();
        var engine = new Engine(SampleBundle.Make(network, Choices.Library, [.. multipliers.Select(m => (m, m))]));
        var pixels = new byte[batch * network.Input.Shape.Length];
        new Random(2).NextBytes(pixels);
        var logits = new float[batch * network.Classes];
        var candidates = new List<(string Name, int Threads, Action Run)>();
        using var sessions = new OnnxSessions();
        foreach (var threads in ThreadCounts)
        {
            for (var p = 0; p < engine.Points.Count; p++)
                candidates.Add(($"engine, {engine.Points[p].Name}", threads, OnThreads(threads, p)));
            if (name.StartsWith("resnet", StringComparison.Ordinal))
                candidates.Add(
                    (
                        "ONNX Runtime, int8",
                        threads,
                        sessions.Start(OnnxResNet.Build(network, batch), threads, pixels, [batch, 3, 32, 32])
                    )
                );
        }
        var times = InterleavedRounds.Measure([.. candidates.Select(c => c.Run)], options);
        var products = network.Layers.Sum(l => (double)l.Geometry.Multiplications);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}, {network.Input.Shape}, batch {batch}: {products / 1e6:F1} million multiplications an image."
            )
        );
        Console.WriteLine();
        Console.WriteLine("| candidate | threads | images/s, median | best | G multiplications/s, median | ms a batch, median |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        for (var c = 0; c < candidates.Count; c++)
        {
            var median = times.Median(c);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {candidates[c].Name} | {candidates[c].Threads} | {batch / median:F0} | "
                        + $"{batch / times.Seconds[c].Min():F0} | "
                        + $"{products * batch / median / 1e9:F1} | {median * 1e3:F2} |"
                )
            );
        }

        Action OnThreads(int threads, int point) =>
            () =>
            {
                KernelOptions.Threads = threads;
                engine.Run(point, pixels, batch, logits);
            };
    }
}
