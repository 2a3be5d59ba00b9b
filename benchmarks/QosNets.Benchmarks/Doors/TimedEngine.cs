using System.Globalization;
using QosNets.Bundles;
using QosNets.Runtime;

namespace QosNets.Benchmarks;

/// <summary>
/// The C# side of benchmarks/doors/bench.py: runs the calls that it is told to, a line each, and answers with the processor
/// time that they took.
/// </summary>
internal static class TimedEngine
{
    public static void Serve(string[] arguments)
    {
        var bundle = Bundle.Load(arguments[0]);
        var pixels = File.ReadAllBytes(arguments[1]);
        var engine = new Engine(bundle, new EngineOptions { Threads = 1 });
        var batch = pixels.Length / bundle.Network.Input.Shape.Length;
        var logits = new float[batch * bundle.Network.Classes];
        Console.WriteLine(engine.Kernel);
        while (Console.ReadLine() is { } line)
        {
            var words = line.Split(' ');
            var (point, calls) = (bundle.IndexOf(words[0]), int.Parse(words[1], CultureInfo.InvariantCulture));
            var start = Environment.CpuUsage.TotalTime;
            for (var call = 0; call < calls; call++)
                engine.Run(point, pixels, batch, logits);
            var taken = Environment.CpuUsage.TotalTime - start;
            Console.WriteLine(taken.TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
        }
    }
}
