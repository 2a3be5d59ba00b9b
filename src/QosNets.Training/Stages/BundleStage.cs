using System.Text.Json;
using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// Writes the bundles: the one with the operating points, and beside it the exact network of the same schedule and
/// the one of quantisation-aware training, from which the reported baselines are measured.
/// </summary>
internal sealed class BundleStage(
    RunContext run,
    QuantizationStage quantized,
    SelectionStage selection,
    ExactStage exact,
    JointStage joint
) : Stage(run, RunBundle.Stage, quantized, selection, exact, joint)
{
    protected override string Inputs =>
        JsonSerializer.Serialize(new { Run.Experiment.Correction, Measured = "validation top-1" });

    /// <summary>The bundle to deploy.</summary>
    public string BundlePath => Folder[RunBundle.File];

    /// <summary>The exact network of the same schedule.</summary>
    public string ExactPath => Folder["exact.qosnet"];

    /// <summary>The network of quantisation-aware training, with exact products.</summary>
    public string QatPath => Folder["qat.qosnet"];

    protected override void Execute()
    {
        var (trained, quantization, _) = quantized.Load();
        using var owned = trained;
        using (var parameters = joint.Load().Parameters)
            Measured(Make(Run, parameters, quantization, selection.Points())).Save(BundlePath);
        using (var parameters = exact.Load().Parameters)
            Make(Run, parameters, quantization, exact.Points).Save(ExactPath);
        var plan = PointPlan.Exact(Run);
        trained.AddPoint(Run.Network, plan.Name);
        Make(Run, trained, quantization, [plan]).Save(QatPath);
    }

    /// <summary>The bundle with the accuracy of every point on the validation part, which governors decide by.</summary>
    private Bundle Measured(Bundle bundle)
    {
        var engine = new Engine(bundle);
        var images = Run.Data.Validation;
        var points = bundle.Points.Select(
            (p, i) =>
            {
                var result = Evaluation.Run(
                    engine,
                    i,
                    images.Pixels,
                    images.Labels,
                    done =>
                    {
                        Run.Cancel.ThrowIfCancellationRequested();
                        Run.Progress.At((i + done / (double)images.Count) / bundle.Points.Count, $"validation images, {p.Name}");
                    }
                );
                return p with { ValidationTop1 = result.Top1Accuracy };
            }
        );
        return new Bundle(bundle.Network, bundle.Library, bundle.Weights, bundle.Quantizers, [.. points], bundle.Metadata);
    }

    /// <summary>The bundle of operating points whose own parameters are in <paramref name="parameters"/>.</summary>
    internal static Bundle Make(
        RunContext run,
        ParameterStore parameters,
        QuantizationState quantization,
        IReadOnlyList<PointPlan> plans
    )
    {
        var used = plans.SelectMany(p => p.Assignment).Append(run.Library.ExactIndex).Distinct().Order().ToList();
        var library = new MultiplierLibrary(run.Library.Name, used.Select(m => run.Library.Multipliers[m]));
        var weights = run.Network.Layers.Select(l =>
        {
            var values = parameters.Values($"{l.Name}.weight");
            return quantization.Weights(l.Name, values, l.Geometry.OutChannels).Quantize(values);
        });
        var quantizers = quantization.Plan.Quantizers.ToDictionary(n => n, quantization.Quantizer);
        var points = plans.Select(p => new OperatingPoint(
            p.Name,
            [.. p.Assignment.Select(m => used.IndexOf(m))],
            [.. p.Corrected(run)],
            NetworkParameters.OfPoint(run.Network).ToDictionary(q => q.Name, q => parameters.Values($"{p.Name}/{q.Name}"))
        ));
        return new Bundle(
            run.Network,
            library,
            [.. weights],
            quantizers,
            [.. points],
            new BundleMetadata(run.Experiment.Dataset, run.Data.Set.ClassNames)
        );
    }
}
