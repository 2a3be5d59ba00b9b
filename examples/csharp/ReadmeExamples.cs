#pragma warning disable IDE0007 // In a document a reader sees no types but those that stand there.
using QosNets.Bundles;
using QosNets.Control;
using QosNets.Data;
using QosNets.Kernels;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Training.Experiments;
using QosNets.Training.Runs;

namespace QosNets.Examples;

/// <summary>
/// The examples of README.md, "From C#": ReadmeTests of QosNets.Training.Tests runs them and holds the README to their text.
/// </summary>
public static class ReadmeExamples
{
    /// <summary>Logits of a batch at the point save50, and the point that they are of.</summary>
    public static (float[] Logits, int RanAt) Run(string file, byte[] pixels, int batch)
    {
        // README: Run a bundle
        var bundle = Bundle.Load(file);
        var engine = new Engine(bundle, new EngineOptions { Threads = 2 });
        var logits = engine.Run("save80", pixels, batch); // pixels 0..255, [batch, channels, rows, columns]

        var current = new PointSwitch(engine, bundle.IndexOf("save80"));
        current.Select(bundle.IndexOf("save50")); // nanoseconds, from any thread
        var ranAt = current.Run(pixels, batch, logits);
        // README: end
        return (logits, ranAt);
    }

    /// <summary>The mean relative cost of frames that ran within a budget.</summary>
    public static double Steer(Engine engine, byte[] image, Func<double> budgetOfTheMoment, int frames)
    {
        var (bundle, time, spent) = (engine.Bundle, 0.0, 0.0);
        // README: Keep a power budget
        var knob = Knob.OfPoints(bundle, [.. bundle.Points.Select(p => p.ValidationTop1!.Value)]);
        var governor = Governors.Create("interpolating", knob);
        var point = knob.Cheapest;
        for (var frame = 0; frame < frames; frame++, time += 0.04)
        {
            point = governor.Decide(new Observation(time, budgetOfTheMoment(), point)).Setting;
            var logits = engine.Run(point, image, batch: 1);
            spent += knob.Settings[point].Cost; // the mean of any 32 frames keeps to the budget
        }
        // README: end
        return spent / frames;
    }

    /// <summary>The sums of products of the rows of x and of w.</summary>
    public static int[] Multiply(string data, byte[] x, byte[] w, int m, int n, int k)
    {
        // README: Multiply matrices through a multiplier's table
        var library = MultiplierLibrary.Load($"{data}/evoapprox/mul8u.npz");
        var multiplier = library.Multipliers[library.IndexOf("mul8u_NGR")];
        var table = PreparedTable.Create(multiplier.Table.Products);
        var sums = new int[m * n];
        TableGemm.Multiply(table, x, w, sums, m, n, k); // x [m, k], w [n, k]
        // README: end
        return sums;
    }

    /// <summary>What the main job makes of a small network.</summary>
    public static RunOutcome Train(Experiment experiment, string folder)
    {
        // README: Train a network of your own
        var images = DataSets.Open("fashion-mnist");
        var network = new NetworkBuilder(new Shape(1, 28, 28), images.Mean, images.Std)
            .Convolution("conv", channels: 8, kernel: 5, stride: 2, padding: 2)
            .BatchNorm("norm")
            .Activation("relu")
            .Flatten("flat")
            .Linear("classifier", images.ClassNames.Count)
            .Build("small");
        var outcome = RunPipeline.Execute(experiment, folder, network: network); // report, results, bundle
        // README: end
        return outcome;
    }
}
