using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Benchmark;

/// <summary>A network with random parameters and calibrated ranges, and the tasks that train it.</summary>
internal sealed class TimedTraining : IDisposable
{
    private readonly StepCostOptions options;
    private readonly List<Sgd> optimisers = [];

    /// <summary>Sets parameters and calibrates ranges on a batch of images, pixels/255 [batch,C,H,W].</summary>
    public TimedTraining(StepCostOptions options, Tensor images)
    {
        this.options = options;
        Parameters = ParameterStore.Initialize(options.Network, seed: 1);
        Quantization = new QuantizationState(options.Network, new QuantizationOptions(), options.Library.Signed);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        new ForwardPass(options.Network, Parameters)
        {
            Quantization = Quantization,
            ObservesRanges = true,
            BatchStatistics = true,
        }.Run(images);
    }

    public ParameterStore Parameters { get; }

    public QuantizationState Quantization { get; }

    /// <summary>Ordinary quantisation-aware training.</summary>
    public ITrainingTask QuantizationAware(double freezeAfter, TrainingData data)
    {
        var pass = new ForwardPass(options.Network, Parameters) { Quantization = Quantization };
        var optimiser = Keep(new Sgd(Parameters, 0.9, Sgd.Choose(Parameters, 1e-4, _ => true)));
        return new NetworkTask(pass, Parameters, optimiser, freezeAfter, data, CancellationToken.None);
    }

    /// <summary>Joint retraining of the points.</summary>
    public ITrainingTask Joint(TrainingData data)
    {
        Quantization.Freeze();
        PointPlan[] plans = [.. options.Points.Select(p => new PointPlan(p.Name, p.Assignment))];
        foreach (var plan in plans)
            Parameters.AddPoint(options.Network, plan.Name);
        var passes = plans
            .Select(p => p.Pass(options.Network, options.Library, options.Correction, Parameters, Quantization))
            .ToList();
        var optimiser = Keep(new Sgd(Parameters, 0.9, RetrainingStage.TrainedBy(Parameters, plans, 1e-4, ownOnly: false)));
        return new PointsTask(passes, Parameters, optimiser, data, CancellationToken.None);
    }

    public void Dispose()
    {
        optimisers.ForEach(o => o.Dispose());
        Parameters.Dispose();
    }

    private Sgd Keep(Sgd optimiser)
    {
        optimisers.Add(optimiser);
        return optimiser;
    }
}
