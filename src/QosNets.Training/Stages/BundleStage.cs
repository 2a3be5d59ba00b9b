using System.Text.Json;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>
/// Writes the bundles: NAME.qosnet with the operating points, and beside it the exact network of the same schedule and
/// the one of quantisation-aware training, from which the reported baselines are measured.
/// </summary>
internal sealed class BundleStage(RunContext run, QuantizationStage quantized, SelectionStage selection, ExactStage exact, JointStage joint)
    : Stage(run, "bundle", quantized, selection, exact, joint)
{
    protected override string Inputs => JsonSerializer.Serialize(new { Run.Experiment.Name, Run.Experiment.Correction });

    /// <summary>The bundle to deploy.</summary>
    public string BundlePath => Folder[$"{Run.Experiment.Name}.qosnet"];

    /// <summary>The exact network of the same schedule.</summary>
    public string ExactPath => Folder["exact.qosnet"];

    /// <summary>The network of quantisation-aware training, with exact products.</summary>
    public string QatPath => Folder["qat.qosnet"];

    protected override void Execute()
    {
        using (var parameters = joint.Load().Parameters)
            Make(parameters, selection.Points()).Save(BundlePath);
        using (var parameters = exact.Load().Parameters)
            Make(parameters, exact.Points).Save(ExactPath);
        using (var parameters = quantized.Load().Parameters)
        {
            var plan = PointPlan.Exact(Run);
            parameters.AddPoint(Run.Network, plan.Name);
            Make(parameters, [plan]).Save(QatPath);
        }
    }

    private Bundle Make(ParameterStore parameters, IReadOnlyList<PointPlan> plans)
    {
        var (trained, quantization, _) = quantized.Load();
        trained.Dispose();
        var used = plans.SelectMany(p => p.Assignment).Append(Run.Library.ExactIndex).Distinct().Order().ToList();
        var library = new MultiplierLibrary(Run.Library.Name, used.Select(m => Run.Library.Multipliers[m]));
        var weights = Run.Network.Layers.Select(l =>
        {
            var values = parameters.Values($"{l.Name}.weight");
            return quantization.Weights(l.Name, values, l.Geometry.OutChannels).Quantize(values);
        });
        var quantizers = quantization.Plan.Quantizers.ToDictionary(n => n, quantization.Quantizer);
        var points = plans.Select(p => new OperatingPoint(
            p.Name, [.. p.Assignment.Select(m => used.IndexOf(m))], [.. p.Corrected(Run)],
            NetworkParameters.OfPoint(Run.Network).ToDictionary(q => q.Name, q => parameters.Values($"{p.Name}/{q.Name}"))));
        return new Bundle(Run.Network, library, [.. weights], quantizers, [.. points], new BundleMetadata(Run.Experiment.Dataset, Run.Data.Set.ClassNames));
    }
}
