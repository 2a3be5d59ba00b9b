using QosNets.Archives;
using QosNets.Networks;
using QosNets.Selection;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="ProfileStage"/>.</summary>
/// <param name="Quantized">Quantisers.</param>
/// <param name="Tolerances">Weights and σ.</param>
/// <param name="Network">The network.</param>
/// <param name="Data">The images.</param>
/// <param name="Signed">Whether operands are two's complement.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">How many fields and images.</param>
internal sealed record ProfileInputs(
    QuantizationStage Quantized,
    ToleranceStage Tolerances,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    bool Signed,
    int Seed,
    ProfileOptions Options
);

/// <summary>
/// Layer profiles of the network whose tolerances are known: operand histograms, receptive fields sampled uniformly over
/// unaugmented training images, positions and groups, and the deviation of the centred accumulator.
/// </summary>
internal sealed class ProfileStage(ProfileInputs inputs) : Stage<ProfileInputs>(ProfileFile.Stage, 1, inputs)
{
    private const int Batch = 128;

    private Network Network => Inputs.Network.Value;

    /// <summary>The profiles, in layer order.</summary>
    public IReadOnlyList<LayerProfile> Load()
    {
        var archive = ArchiveReader.Open(Folder[ProfileFile.Name], ProfileFile.Format, ProfileFile.Version);
        var zeroPoints = archive.ReadArray<int>("zero_points", out _);
        var deviations = archive.ReadArray<double>("accumulator_deviations", out _);
        var sigmas = archive.ReadArray<float>("sigmas", out _);
        return
        [
            .. Network.Layers.Select(
                (l, i) =>
                    new LayerProfile(
                        l.Name,
                        l.Geometry,
                        archive.ReadArray<byte>($"{l.Name}/weights", out _),
                        zeroPoints[2 * i],
                        zeroPoints[2 * i + 1],
                        archive.ReadArray<byte>($"{l.Name}/samples", out _),
                        archive.ReadArray<int>($"{l.Name}/groups", out _),
                        archive.ReadArray<long>($"{l.Name}/activations", out _),
                        deviations[i],
                        sigmas[i]
                    )
            ),
        ];
    }

    protected override void Execute(StageWork work)
    {
        using var parameters = Inputs.Tolerances.Load();
        var (trained, quantization) = Inputs.Quantized.Load();
        trained.Dispose();
        var data = Inputs.Data.Value;
        var images = data.Sample(Name, Inputs.Seed, Inputs.Options.Images);
        // Small data sets have fewer images than were asked for.
        var options = Inputs.Options with
        {
            Images = images.Length,
        };
        var fields = new FieldSampler(Network.Layers.Select(l => l.Geometry), options, Inputs.Seed);
        var pass = new ForwardPass(Network, parameters) { Quantization = quantization, OnLayerInput = fields.Take };
        using (no_grad())
        {
            foreach (var batch in images.Chunk(Batch))
            {
                work.Cancel.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                fields.BeginBatch(batch.Length);
                pass.Run(TrainingData.PlainBatch(data.Images, batch).Images);
            }
        }
        Save(parameters, quantization, fields);
    }

    private void Save(ParameterStore parameters, QuantizationState quantization, FieldSampler fields)
    {
        var archive = new ArchiveWriter(ProfileFile.Format, ProfileFile.Version);
        var layers = Network.Layers;
        var zeroPoints = new int[2 * layers.Count];
        var deviations = new double[layers.Count];
        for (var i = 0; i < layers.Count; i++)
        {
            var (name, g) = (layers[i].Name, layers[i].Geometry);
            var weights = quantization
                .Weights(name, parameters.Values($"{name}.weight"), g.OutChannels)
                .Quantize(parameters.Values($"{name}.weight"));
            var input = quantization.Quantizer(quantization.Plan.SourceOf(layers[i].Node.Inputs[0])!);
            (zeroPoints[2 * i], zeroPoints[2 * i + 1]) = (weights.ZeroPoint, input.ZeroPoint);
            var (samples, groups, histogram) = fields.Of(i, (byte)input.ZeroPoint);
            deviations[i] = AccumulatorStatistics.Deviation(
                g,
                weights.Values,
                weights.ZeroPoint,
                input.ZeroPoint,
                samples,
                groups,
                Inputs.Signed
            );
            archive.AddArray<byte>($"{name}/weights", weights.Values, g.OutChannels, g.FanIn);
            archive.AddArray<byte>($"{name}/samples", samples, groups.Length, g.FanIn);
            archive.AddArray<int>($"{name}/groups", groups, groups.Length);
            archive.AddArray<long>($"{name}/activations", histogram, histogram.Length);
        }
        archive.AddArray<int>("zero_points", zeroPoints, layers.Count, 2);
        archive.AddArray<double>("accumulator_deviations", deviations, layers.Count);
        archive.AddArray<float>("sigmas", Inputs.Tolerances.Sigmas(), layers.Count);
        archive.Save(Folder[ProfileFile.Name]);
    }
}
