using System.Text.Json;
using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Data;
using QosNets.Networks;
using QosNets.Reporting.Results;
using QosNets.Runtime;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;
using Accuracy = QosNets.Reporting.Results.Accuracy;

namespace QosNets.Training.Stages;

/// <summary>A point's accuracy on the test split, and its loss against the exact network with its paired 95 % interval.</summary>
internal sealed record TestedPoint(string Name, Accuracy Accuracy, double Loss, Interval LossInterval);

/// <summary>A threshold of the bundle with what it does on the test split.</summary>
internal sealed record TestedThreshold(CascadeStep Validation, double Unsure, double Top1);

/// <summary>A cascade of the bundle: indices of its points, and its thresholds.</summary>
internal sealed record TestedCascade(int First, int Second, IReadOnlyList<TestedThreshold> Thresholds);

/// <summary>A trained baseline on the test split.</summary>
internal sealed record TestedFamily(string Name, IReadOnlyList<TestedPoint> Points);

/// <summary>Everything that is measured on the test split.</summary>
internal sealed record TestResults(
    Accuracy Float,
    Accuracy Qat,
    Accuracy Exact,
    IReadOnlyList<TestedPoint> Points,
    IReadOnlyList<TestedCascade> Cascades,
    IReadOnlyList<TestedFamily> Baselines
);

/// <summary>Inputs of <see cref="EvaluationStage"/>.</summary>
/// <param name="Baseline">The float32 network.</param>
/// <param name="Bundle">The bundles.</param>
/// <param name="Baselines">The trained baselines, or null where none is trained.</param>
/// <param name="Network">The network.</param>
/// <param name="Test">The test split, which no other stage has.</param>
internal sealed record EvaluationInputs(
    BaselineStage Baseline,
    BundleStage Bundle,
    BaselineTrainingStage? Baselines,
    Keyed<Network> Network,
    Keyed<ImageSet> Test
);

/// <summary>
/// Reads the test split, once and last. All quantised figures are the engine's on the bundles; the float32 one is the
/// trainer's.
/// </summary>
internal sealed class EvaluationStage(EvaluationInputs inputs) : Stage<EvaluationInputs>("evaluation", 3, inputs)
{
    private string ResultPath => Folder["test.json"];

    /// <summary>The results.</summary>
    public TestResults Load() => JsonSerializer.Deserialize<TestResults>(File.ReadAllText(ResultPath))!;

    protected override void Execute(StageWork work)
    {
        var (test, bundle) = (Inputs.Test.Value, Inputs.Bundle);
        work.Progress.At(0, "float32");
        using var parameters = Inputs.Baseline.Load();
        var real = Evaluator.Measure(new ForwardPass(Inputs.Network.Value, parameters), test, work.Cancel);
        var points = new Engine(Bundle.Load(bundle.BundlePath));
        var baselines = Inputs.Baselines?.Load() ?? [];
        var total = points.Points.Count + 2 + baselines.Sum(f => f.Top1.Count);
        var qat = Measure(new Engine(Bundle.Load(bundle.QatPath)), 0, 0, total, work);
        var exact = Measure(new Engine(Bundle.Load(bundle.ExactPath)), 0, 1, total, work);
        var (tested, results) = (new List<TestedPoint>(), new List<EvaluationResult>());
        for (var p = 0; p < points.Points.Count; p++)
        {
            var result = Measure(points, p, p + 2, total, work);
            results.Add(result);
            tested.Add(Tested(points.Points[p].Name, exact, result));
        }
        var done = points.Points.Count + 2;
        var families = new List<TestedFamily>();
        foreach (var family in baselines)
        {
            var engine = new Engine(Inputs.Baselines!.BundleOf(family));
            families.Add(
                new TestedFamily(
                    family.Name,
                    [.. engine.Points.Select((p, i) => Tested(p.Name, exact, Measure(engine, i, done++, total, work)))]
                )
            );
        }
        var all = new TestResults(
            new Accuracy(real.Top1, real.Top5),
            Of(qat),
            Of(exact),
            tested,
            Cascades(points.Bundle, results),
            families
        );
        AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(all));
    }

    private static TestedPoint Tested(string name, EvaluationResult exact, EvaluationResult result)
    {
        var loss = PairedInterval.Loss(exact.Top1, result.Top1);
        return new TestedPoint(name, Of(result), loss.Mean, new Interval(loss.Low, loss.High));
    }

    private EvaluationResult Measure(Engine engine, int point, int done, int total, StageWork work)
    {
        var (name, test) = (engine.Points[point].Name, Inputs.Test.Value);
        return Evaluation.Run(
            engine,
            point,
            test.Pixels,
            test.Labels,
            images =>
            {
                work.Cancel.ThrowIfCancellationRequested();
                work.Progress.At((done + images / (double)test.Count) / total, $"test images, {name}");
            }
        );
    }

    private static List<TestedCascade> Cascades(Bundle bundle, List<EvaluationResult> results) =>
        [
            .. bundle.Cascades.Select(c => new TestedCascade(
                c.First,
                c.Second,
                [
                    .. c.Steps.Select(s =>
                    {
                        var outcome = CascadeOutcome.Of(results[c.First], results[c.Second], s.MinMargin);
                        return new TestedThreshold(s, outcome.Share, outcome.Accuracy);
                    }),
                ]
            )),
        ];

    private static Accuracy Of(EvaluationResult r) => new(r.Top1Accuracy, r.Top5Accuracy);
}
