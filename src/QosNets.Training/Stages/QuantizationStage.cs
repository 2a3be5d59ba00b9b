using QosNets.Networks;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Stages;

/// <summary>Inputs of <see cref="QuantizationStage"/>.</summary>
/// <param name="Baseline">Where training begins.</param>
/// <param name="Network">The network.</param>
/// <param name="Start">Grids of a file, which are kept; signed multipliers keep none.</param>
/// <param name="Data">Training and validation part.</param>
/// <param name="Signed">Whether the multipliers take two's complement, so that weights are signed bytes.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">Training and quantisation.</param>
internal sealed record QuantizationInputs(
    BaselineStage Baseline,
    Keyed<Network> Network,
    Keyed<NetworkStart> Start,
    Keyed<TrainingData> Data,
    bool Signed,
    int Seed,
    QuantizationOptions Options
);

/// <summary>Quantisation-aware training: finds ranges, trains on, freezes the ranges late.</summary>
internal sealed class QuantizationStage(QuantizationInputs inputs)
    : Stage<QuantizationInputs>("quantization", 1, inputs),
        ITrainingStage
{
    private const int CalibrationBatches = 16;

    private string StatePath => Folder["state.npz"];

    /// <summary>The trained parameters and the frozen ranges.</summary>
    public (ParameterStore Parameters, QuantizationState Quantization) Load()
    {
        var parameters = new ParameterStore();
        var quantization = NewState();
        StateFile.Load(StatePath, parameters, quantization);
        return (parameters, quantization);
    }

    /// <inheritdoc/>
    public IReadOnlyList<EpochResult> Curve() => StateFile.Load(StatePath);

    protected override void Execute(StageWork work)
    {
        var (data, options) = (Inputs.Data.Value, Inputs.Options);
        using var parameters = Inputs.Baseline.Load();
        using var optimiser = new Sgd(parameters, options.Momentum, Sgd.Choose(parameters, options.WeightDecay, _ => true));
        var quantization = NewState();
        if (!Inputs.Signed)
            quantization.Keep(Inputs.Start.Value.Quantizers, Inputs.Start.Value.WeightQuantizers);
        var pass = new ForwardPass(Inputs.Network.Value, parameters) { Quantization = quantization };
        if (!work.Checkpoint.Exists)
            Calibrate(pass, quantization);
        var task = new NetworkTask(pass, parameters, optimiser, options.FreezeAfter, data, work.Cancel);
        var curve = new TrainingLoop(Name, options, Inputs.Seed, data, work.Progress, work.Cancel).Run(task, work.Checkpoint);
        quantization.Freeze();
        StateFile.Save(StatePath, curve, parameters, quantization);
    }

    private QuantizationState NewState() => new(Inputs.Network.Value, Inputs.Options, Inputs.Signed);

    /// <summary>
    /// First ranges: averages over unaugmented training images, so that training does not begin with wild scales.
    /// </summary>
    private void Calibrate(ForwardPass pass, QuantizationState quantization)
    {
        using var off = no_grad();
        var usual = quantization.Averaging;
        pass.ObservesRanges = true;
        var (data, size) = (Inputs.Data.Value, Inputs.Options.Batch);
        foreach (var (i, batch) in data.Sample("calibration", Inputs.Seed, CalibrationBatches * size).Chunk(size).Index())
        {
            using var scope = NewDisposeScope();
            quantization.Averaging = 1.0 / (i + 1);
            pass.Run(TrainingData.PlainBatch(data.Images, batch).Images);
        }
        quantization.Averaging = usual;
    }
}
