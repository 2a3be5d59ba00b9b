using System.Globalization;
using QosNets.Data;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Stages;
using QosNets.Training.Torch;

namespace QosNets.CriterionStudy;

/// <summary>
/// What rounding weights to the bits that an exact narrow multiplier reads gives over cutting them off, in all layers, with the
/// activation-side correction and without it.
/// </summary>
internal static class RoundingStudy
{
    private const int RetrainingImages = 4000;
    private const int ValidationImages = 3000;

    /// <summary>Prints a table of Markdown.</summary>
    /// <param name="experimentPath">The experiment.</param>
    /// <param name="folder">Folder of a run of it, whose stages are used where they are there.</param>
    public static void Print(string experimentPath, string folder)
    {
        var e = ExperimentFile.Read(experimentPath, []);
        TorchLoader.Ensure();
        var set = DataSets.Open(e.Dataset, null, DataFolder.Cache());
        var shape = new Shape(set.Train.Channels, set.Train.Height, set.Train.Width);
        var network = BuiltInNetworks.Create(e.Network, shape, set.ClassNames.Count, set.Mean, set.Std);
        int[] widths = [2, 3, 4, 5];
        var exact = new Multiplier("exact", TruthTable.Exact(signed: false), 1);
        var library = new MultiplierLibrary("narrow", [exact, .. widths.Select(Cut), .. widths.Select(b => Rounded(Cut(b), b))]);
        var run = new RunContext(e, set, network, library, "narrow", Threading.Use(e.Threads));
        var baseline = new BaselineStage(new(run.KeyedNetwork, run.Start, run.KeyedData, e.Seed, run.Threads, e.Baseline));
        var quantized = new QuantizationStage(
            new(baseline, run.KeyedNetwork, run.Start, run.KeyedData, false, e.Seed, e.Quantization)
        );
        foreach (var stage in (Stage[])[baseline, quantized])
            stage.Visit(StagePlaces.InRun(folder), new QuietProgress(), default);
        Console.WriteLine("| bits of weights | correction | cut | rounded | cut, retrained | rounded, retrained |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (i, bits) in widths.Index())
        {
            foreach (var correction in (bool[])[false, true])
            {
                var trial = new PointTrial(quantized, network, run.Data, library, correction, e.Seed)
                {
                    ValidationImages = ValidationImages,
                };
                int[] multipliers = [1 + i, 1 + widths.Length + i];
                var plans = multipliers.Select(m => new PointPlan("trial", [.. network.Layers.Select(_ => m)])).ToList();
                var before = plans.Select(p => trial.Recalibrated(p, default)).ToList();
                var after = plans.Select(p => trial.Retrained([p], e.Retraining, RetrainingImages, default)[0]);
                Console.WriteLine(
                    $"| {bits} | {(correction ? "yes" : "no")} | {string.Join(" | ", before.Concat(after).Select(Text))} |"
                );
            }
        }
    }

    private static string Text(Accuracy a) =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * a.Top1:0.00} % ({a.Loss:0.000})");

    private static Multiplier Cut(int bits)
    {
        var widths = new OperandWidths(8, bits);
        var products = Enumerable.Range(0, widths.Pairs).Select(i => (i >> bits) * (i & ((1 << bits) - 1)));
        return new Multiplier($"cut{bits}", new NativeTable([.. products], widths, signed: false).ToTruthTable(), 0.5);
    }

    /// <summary>The multiplier on weights that were rounded to its bits before: the column of the nearest value.</summary>
    private static Multiplier Rounded(Multiplier cut, int bits)
    {
        var half = 1 << (7 - bits);
        var products = Enumerable
            .Range(0, TruthTable.Length)
            .Select(i => cut.Table[(byte)(i >> 8), (byte)Math.Min(255, (i & 255) + half)]);
        return new Multiplier($"rounded{bits}", new TruthTable([.. products], signed: false), 0.5);
    }
}
