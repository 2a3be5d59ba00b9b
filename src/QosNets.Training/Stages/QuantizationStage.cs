using System.Text.Json;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Stages;

/// <summary>Quantisation-aware training: finds ranges, trains on, freezes the ranges late.</summary>
internal sealed class QuantizationStage(RunContext run, BaselineStage baseline) : Stage(run, "quantization", baseline)
{
    private const int CalibrationBatches = 16;

    private string StatePath => Folder["state.npz"];

    protected override string Inputs => JsonSerializer.Serialize(new { Run.Experiment.Quantization, Run.Library.Signed });

    /// <summary>The trained parameters, the frozen ranges and the curve.</summary>
    public (ParameterStore Parameters, QuantizationState Quantization, IReadOnlyList<EpochResult> Curve) Load()
    {
        var parameters = new ParameterStore();
        var quantization = Run.NewQuantization();
        return (parameters, quantization, StateFile.Load(StatePath, parameters, quantization));
    }

    protected override void Execute()
    {
        var options = Run.Experiment.Quantization;
        using var parameters = baseline.Load().Parameters;
        using var optimiser = new Sgd(parameters, options.Momentum, Sgd.Choose(parameters, options.WeightDecay, _ => true));
        var quantization = Run.NewQuantization();
        var pass = new ForwardPass(Run.Network, parameters) { Quantization = quantization };
        if (!Checkpoint.Exists)
            Calibrate(pass, quantization);
        var task = new NetworkTask(pass, parameters, optimiser, options.FreezeAfter, Run.Data, Run.Cancel);
        var curve = Run.Loop(Name, options).Run(task, Checkpoint);
        quantization.Freeze();
        StateFile.Save(StatePath, curve, parameters, quantization);
    }

    /// <summary>
    /// First ranges: averages over unaugmented training images, so that training does not begin with wild scales.
    /// </summary>
    private void Calibrate(ForwardPass pass, QuantizationState quantization)
    {
        using var off = no_grad();
        var usual = quantization.Averaging;
        pass.ObservesRanges = true;
        var size = Run.Experiment.Quantization.Batch;
        foreach (var (i, batch) in Run.Sample("calibration", CalibrationBatches * size).Chunk(size).Index())
        {
            using var scope = NewDisposeScope();
            quantization.Averaging = 1.0 / (i + 1);
            pass.Run(TrainingData.PlainBatch(Run.Data.Set.Train, batch).Images);
        }
        quantization.Averaging = usual;
    }
}
