using System.Text.Json;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Data;
using QosNets.Reporting;
using QosNets.Runtime;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;
using Accuracy = QosNets.Reporting.Accuracy;

namespace QosNets.Training.Stages;

/// <summary>A point's accuracy on the test split, and its loss against the exact network with its paired 95 % interval.</summary>
internal sealed record TestedPoint(string Name, Accuracy Accuracy, double Loss, Interval LossInterval);

/// <summary>Everything that is measured on the test split.</summary>
internal sealed record TestResults(Accuracy Float, Accuracy Qat, Accuracy Exact, IReadOnlyList<TestedPoint> Points);

/// <summary>
/// Reads the test split, once and last. All quantised figures are the engine's on the bundles; the float32 one is the
/// trainer's.
/// </summary>
internal sealed class EvaluationStage(RunContext run, BaselineStage baseline, BundleStage bundle)
    : Stage(run, "evaluation", baseline, bundle)
{
    private string ResultPath => Folder["test.json"];

    protected override string Inputs => "";

    /// <summary>The results.</summary>
    public TestResults Load() => JsonSerializer.Deserialize<TestResults>(File.ReadAllText(ResultPath))!;

    protected override void Execute()
    {
        var test = Run.Data.Set.Test;
        Run.Progress.At(0, "float32");
        using var parameters = baseline.Load().Parameters;
        var real = Evaluator.Measure(new ForwardPass(Run.Network, parameters), test, Run.Cancel);
        var points = new Engine(Bundle.Load(bundle.BundlePath));
        var total = points.Points.Count + 2;
        var qat = Measure(new Engine(Bundle.Load(bundle.QatPath)), 0, test, 0, total);
        var exact = Measure(new Engine(Bundle.Load(bundle.ExactPath)), 0, test, 1, total);
        var tested = new List<TestedPoint>();
        for (var p = 0; p < points.Points.Count; p++)
        {
            var result = Measure(points, p, test, p + 2, total);
            var loss = PairedInterval.Loss(exact.Top1, result.Top1);
            tested.Add(new TestedPoint(points.Points[p].Name, Of(result), loss.Mean, new Interval(loss.Low, loss.High)));
        }
        var all = new TestResults(new Accuracy(real.Top1, real.Top5), Of(qat), Of(exact), tested);
        AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(all));
    }

    private EvaluationResult Measure(Engine engine, int point, ImageSet test, int done, int total)
    {
        var name = engine.Points[point].Name;
        return Evaluation.Run(
            engine,
            point,
            test.Pixels,
            test.Labels,
            images =>
            {
                Run.Cancel.ThrowIfCancellationRequested();
                Run.Progress.At((done + images / (double)test.Count) / total, $"test images, {name}");
            }
        );
    }

    private static Accuracy Of(EvaluationResult r) => new(r.Top1Accuracy, r.Top5Accuracy);
}
