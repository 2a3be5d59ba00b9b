using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="BundleStage"/>.</summary>
/// <param name="Quantized">Quantisers, and the network of quantisation-aware training.</param>
/// <param name="Exact">The exact network of the points' schedule.</param>
/// <param name="Joint">The points and their parameters.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">Its validation part is measured.</param>
/// <param name="Library">The multipliers.</param>
/// <param name="Correction">Whether layers subtract the error's expectation given the activation.</param>
/// <param name="Dataset">Name of the data set, for the bundle's metadata.</param>
/// <param name="ClassNames">Name of each class, for the bundle's metadata.</param>
internal sealed record BundleInputs(
    QuantizationStage Quantized,
    ExactStage Exact,
    JointStage Joint,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    Keyed<MultiplierLibrary> Library,
    bool Correction,
    string Dataset,
    IReadOnlyList<string> ClassNames
);

/// <summary>
/// Writes the bundles: the one with the operating points, and beside it the exact network of the same schedule and
/// the one of quantisation-aware training, from which the reported baselines are measured.
/// </summary>
internal sealed class BundleStage(BundleInputs inputs) : Stage<BundleInputs>(RunBundle.Stage, 2, inputs)
{
    /// <summary>The bundle to deploy.</summary>
    public string BundlePath => Folder[RunBundle.File];

    /// <summary>The exact network of the same schedule.</summary>
    public string ExactPath => Folder["exact.qosnet"];

    /// <summary>The network of quantisation-aware training, with exact products.</summary>
    public string QatPath => Folder["qat.qosnet"];

    protected override void Execute(StageWork work)
    {
        var (trained, quantization) = Inputs.Quantized.Load();
        using var owned = trained;
        using (var parameters = Inputs.Joint.Load())
            Measured(Make(parameters, quantization, [.. Inputs.Joint.Points.Select(p => p.Plan)]), work).Save(BundlePath);
        var network = Inputs.Network.Value;
        var plan = PointPlan.Exact(network, Inputs.Library.Value);
        using (var parameters = Inputs.Exact.Load())
            Make(parameters, quantization, [plan]).Save(ExactPath);
        trained.AddPoint(network, plan.Name);
        Make(trained, quantization, [plan]).Save(QatPath);
    }

    /// <summary>The bundle with what governors decide by, measured on the validation part.</summary>
    private Bundle Measured(Bundle bundle, StageWork work)
    {
        var images = Inputs.Data.Value.Validation;
        return BundleValidation.Measure(
            bundle,
            images.Pixels,
            images.Labels,
            (point, done) =>
            {
                work.Cancel.ThrowIfCancellationRequested();
                work.Progress.At(
                    (point + done / (double)images.Count) / bundle.Points.Count,
                    $"validation images, {bundle.Points[point].Name}"
                );
            }
        );
    }

    /// <summary>The bundle of operating points whose own parameters are in <paramref name="parameters"/>.</summary>
    private Bundle Make(ParameterStore parameters, QuantizationState quantization, IReadOnlyList<PointPlan> plans) =>
        Make(
            Inputs.Network.Value,
            Inputs.Library.Value,
            Inputs.Correction,
            new BundleMetadata(Inputs.Dataset, Inputs.ClassNames),
            parameters,
            quantization,
            plans
        );

    /// <inheritdoc cref="Make(ParameterStore, QuantizationState, IReadOnlyList{PointPlan})"/>
    internal static Bundle Make(
        Network network,
        MultiplierLibrary all,
        bool correction,
        BundleMetadata metadata,
        ParameterStore parameters,
        QuantizationState quantization,
        IReadOnlyList<PointPlan> plans
    )
    {
        var used = plans.SelectMany(p => p.Assignment).Append(all.ExactIndex).Distinct().Order().ToList();
        var library = new MultiplierLibrary(all.Name, used.Select(m => all.Multipliers[m]), all.Cost);
        var weights = network.Layers.Select(l =>
        {
            var values = parameters.Values($"{l.Name}.weight");
            return quantization.Weights(l.Name, values, l.Geometry.OutChannels).Quantize(values);
        });
        var quantizers = quantization.Plan.Quantizers.ToDictionary(n => n, quantization.Quantizer);
        var points = plans.Select(p => new OperatingPoint(
            p.Name,
            [.. p.Assignment.Select(m => used.IndexOf(m))],
            [.. p.Corrected(all, correction)],
            NetworkParameters.OfPoint(network).ToDictionary(q => q.Name, q => parameters.Values($"{p.Name}/{q.Name}"))
        ));
        return new Bundle(network, library, [.. weights], quantizers, [.. points], metadata);
    }
}
