using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// Additive Gaussian noise on layers' outputs, y' = y + σ_l · std(y) · N(0,1), with σ_l learned (arXiv 2208.07265, eq. 8).
/// The deviation is taken as a constant, so that the network cannot answer by scaling its outputs.
/// </summary>
internal sealed class LayerNoise(ParameterStore parameters) : IDisposable
{
    private Generator generator = new(0);

    /// <summary>Name of the parameter that holds all σ [layers].</summary>
    public const string SigmaName = "noise.sigma";

    /// <summary>The learned σ, one per layer.</summary>
    public Tensor Sigma => parameters[SigmaName];

    /// <summary>The one layer that gets noise, or null for all of them.</summary>
    public int? Only { get; set; }

    /// <summary>Starts the noise of an epoch.</summary>
    public void Restart(ulong seed)
    {
        generator.Dispose();
        generator = new Generator(seed & long.MaxValue);
    }

    /// <summary>Noise for one layer's output.</summary>
    public Tensor Add(int layer, Tensor y)
    {
        if (Only is { } only && only != layer)
            return y;
        Tensor noise;
        using (no_grad())
            noise = randn(y.shape, generator: generator).mul_(y.detach().std());
        return y.Plus(Sigma[layer] * noise);
    }

    public void Dispose() => generator.Dispose();
}
