using System.Numerics;
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
    public static IReadOnlyList<TrainedParameter> Choose(
        ParameterStore parameters,
        double weightDecay,
        Func<string, bool> wanted
    ) =>
        [
            .. parameters
                .Names.Where(n => parameters[n].requires_grad && wanted(n))
                .Select(n => new TrainedParameter(n, 1, parameters[n].dim() > 1 ? weightDecay : 0)),
        ];

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
            Move(
                TensorSpans.Floats(p),
                TensorSpans.Floats(g),
                TensorSpans.Floats(velocity[i]),
                (float)momentum,
                (float)trained[i].WeightDecay,
                (float)(rate * trained[i].RateFactor)
            );
        }
    }

    /// <summary>One pass over a parameter, since a call of libtorch costs more than the arithmetic of most of them.</summary>
    private static void Move(Span<float> p, Span<float> g, Span<float> v, float momentum, float decay, float rate)
    {
        var i = 0;
        for (; i <= p.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var weight = new Vector<float>(p[i..]);
            var velocity = new Vector<float>(v[i..]) * momentum + new Vector<float>(g[i..]) + weight * decay;
            velocity.CopyTo(v[i..]);
            (weight - velocity * rate).CopyTo(p[i..]);
        }
        for (; i < p.Length; i++)
        {
            v[i] = v[i] * momentum + g[i] + p[i] * decay;
            p[i] -= v[i] * rate;
        }
        g.Clear();
    }

    /// <inheritdoc/>
    public void Save(ArchiveWriter archive)
    {
        for (var i = 0; i < velocity.Length; i++)
            archive.AddArray<float>(
                $"velocity/{trained[i].Name}",
                TensorSpans.Floats(velocity[i]),
                [.. velocity[i].shape.Select(s => (int)s)]
            );
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
