using QosNets.Archives;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>One parameter that an optimiser moves.</summary>
/// <param name="Name">Its name in the <see cref="ParameterStore"/>.</param>
/// <param name="RateFactor">Its learning rate as a multiple of the optimiser's.</param>
/// <param name="WeightDecay">Its weight decay.</param>
internal sealed record TrainedParameter(string Name, double RateFactor, double WeightDecay);

/// <summary>Stochastic gradient descent with momentum: v ← μ·v + g + decay·w, w ← w − rate·v.</summary>
internal sealed class Sgd : ITrainingState, IDisposable
{
    private readonly ParameterStore parameters;
    private readonly double momentum;
    private readonly IReadOnlyList<TrainedParameter> trained;
    private readonly Tensor[] velocity;

    public Sgd(ParameterStore parameters, double momentum, IReadOnlyList<TrainedParameter> trained)
    {
        (this.parameters, this.momentum, this.trained) = (parameters, momentum, trained);
        velocity = [.. trained.Select(t => zeros(parameters[t.Name].shape).DetachFromDisposeScope())];
    }

    /// <summary>Weights (with decay), scales, offsets and biases (without) that <paramref name="wanted"/> lets through.</summary>
    public static IReadOnlyList<TrainedParameter> Choose(ParameterStore parameters, double weightDecay, Func<string, bool> wanted) =>
        [.. parameters.Names.Where(n => parameters[n].requires_grad && wanted(n))
            .Select(n => new TrainedParameter(n, 1, parameters[n].dim() > 1 ? weightDecay : 0))];

    /// <summary>Moves all parameters by their gradients, and clears the gradients.</summary>
    public void Step(double rate)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        for (var i = 0; i < trained.Count; i++)
        {
            var p = parameters[trained[i].Name];
            var g = p.grad;
            if (g is null)
                continue;
            var v = velocity[i];
            v.mul_(momentum).add_(g);
            if (trained[i].WeightDecay > 0)
                v.add_(p, alpha: trained[i].WeightDecay);
            p.add_(v, alpha: -rate * trained[i].RateFactor);
            g.zero_();
        }
    }

    /// <inheritdoc/>
    public void Save(ArchiveWriter archive)
    {
        for (var i = 0; i < velocity.Length; i++)
            archive.AddArray<float>($"velocity/{trained[i].Name}", TensorSpans.Floats(velocity[i]), [.. velocity[i].shape.Select(s => (int)s)]);
    }

    /// <inheritdoc/>
    public void Load(ArchiveReader archive)
    {
        for (var i = 0; i < velocity.Length; i++)
            archive.ReadArray<float>($"velocity/{trained[i].Name}", out _).CopyTo(TensorSpans.Floats(velocity[i]));
    }

    public void Dispose()
    {
        foreach (var v in velocity)
            v.Dispose();
    }
}
