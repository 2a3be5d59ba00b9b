using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using QosNets.Bundles;
using QosNets.EngineBenchmarks;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Runtime;

using var disposables = new Sessions();

// Arguments: library, network, batch, rounds, multipliers ...; what is timed goes through rounds of all candidates.
string name = args[1];
int batch = int.Parse(args[2], CultureInfo.InvariantCulture);
int rounds = int.Parse(args[3], CultureInfo.InvariantCulture);
Network network = BuiltInNetworks.Create(name, new Shape(3, 32, 32), 10, [0.49f, 0.48f, 0.45f], [0.25f, 0.24f, 0.26f]);
Bundle bundle = RandomBundle.Make(network, MultiplierLibrary.Load(args[0]), args[4..]);
var engine = new Engine(bundle);
var pixels = new byte[batch * network.Input.Shape.Length];
new Random(2).NextBytes(pixels);
var logits = new float[batch * network.Classes];
int[] threadCounts = Environment.ProcessorCount > 1 ? [1, 2] : [1];

var candidates = new List<(string Name, int Threads, Action Run, List<double> Seconds)>();
foreach (int threads in threadCounts)
{
    for (int p = 0; p < engine.Points.Count; p++)
    {
        int point = p;
        candidates.Add(
            (
                $"engine, {engine.Points[p].Name}",
                threads,
                () =>
                {
                    KernelOptions.Threads = threads;
                    engine.Run(point, pixels, batch, logits);
                },
                []
            )
        );
    }

    if (name.StartsWith("resnet", StringComparison.Ordinal))
        candidates.Add(
            (
                "ONNX Runtime, int8",
                threads,
                disposables.Start(OnnxResNet.Build(network, batch), threads, pixels, [batch, 3, 32, 32]),
                []
            )
        );
}

// The runtime compiles its final code in the background, some tenths of a second after the first calls.
for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalSeconds < 3; )
    foreach (var candidate in candidates)
        candidate.Run();
for (int round = 0; round < rounds; round++)
    foreach (var candidate in candidates)
    {
        candidate.Run();
        long start = Stopwatch.GetTimestamp();
        candidate.Run();
        candidate.Seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

double work = network.Layers.Sum(l => (double)l.Geometry.Multiplications) * batch;
Console.WriteLine(
    string.Create(
        CultureInfo.InvariantCulture,
        $"{name}, {network.Input.Shape}, batch {batch}: {work / batch / 1e6:F1} million multiplications an image."
    )
);
Console.WriteLine();
Console.WriteLine("| candidate | threads | images/s, median | best | G multiplications/s, median | ms a batch, median |");
Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
foreach (var (candidate, threads, _, seconds) in candidates)
{
    double[] sorted = [.. seconds.Order()];
    double median = sorted[sorted.Length / 2];
    Console.WriteLine(
        string.Create(
            CultureInfo.InvariantCulture,
            $"| {candidate} | {threads} | {batch / median:F0} | {batch / sorted[0]:F0} | {work / median / 1e9:F1} | "
                + $"{median * 1e3:F2} |"
        )
    );
}

/// <summary>ONNX Runtime sessions and what they hold.</summary>
internal sealed class Sessions : IDisposable
{
    private readonly Stack<IDisposable> held = new();

    public void Dispose()
    {
        while (held.TryPop(out IDisposable? last))
            last.Dispose();
    }

    internal Action Start(byte[] model, int threads, byte[] pixels, long[] shape)
    {
        SessionOptions options = Hold(
            new SessionOptions
            {
                IntraOpNumThreads = threads,
                InterOpNumThreads = 1,
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            }
        );
        InferenceSession session = Hold(new InferenceSession(model, options));
        OrtValue input = Hold(OrtValue.CreateTensorValueFromMemory(pixels, shape));
        RunOptions run = Hold(new RunOptions());
        string[] inputs = ["pixels"],
            outputs = ["logits"];
        OrtValue[] values = [input];
        return () => session.Run(run, inputs, values, outputs).Dispose();
    }

    private T Hold<T>(T value)
        where T : IDisposable
    {
        held.Push(value);
        return value;
    }
}
