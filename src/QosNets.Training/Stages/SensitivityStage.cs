using System.Globalization;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Networks;
using QosNets.Numerics;
using QosNets.Training.Experiments;
using QosNets.Training.Pipeline;
using QosNets.Training.Torch;

namespace QosNets.Training.Stages;

/// <summary>What noise on one layer does.</summary>
/// <param name="Sigma">The noise at which the loss rises by what the experiment asks for.</param>
/// <param name="Tried">Noise that was measured, in deviations of the layer's output.</param>
/// <param name="Rises">What the loss rose by at each.</param>
internal sealed record LayerSensitivity(double Sigma, IReadOnlyList<double> Tried, IReadOnlyList<double> Rises);

/// <summary>Inputs of <see cref="SensitivityStage"/>.</summary>
/// <param name="Quantized">The network.</param>
/// <param name="Network">Its graph.</param>
/// <param name="Data">Its training part is measured.</param>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Options">How many images, and which rise.</param>
internal sealed record SensitivityInputs(
    QuantizationStage Quantized,
    Keyed<Network> Network,
    Keyed<TrainingData> Data,
    int Seed,
    SensitivityOptions Options
) : ToleranceInputs(Quantized, Network, Data, Seed);

/// <summary>
/// Measures how sensitive the loss is to noise on each layer alone. Beyond the papers (docs/method.md, "Tolerances"). The
/// loss is that of training images, normalised with the statistics of their batches, so that statistics follow the noise.
/// </summary>
internal sealed class SensitivityStage(SensitivityInputs inputs) : ToleranceStage("sensitivity", 1, inputs)
{
    private const int Batch = 256;
    private const int Steps = 3;
    private const double FirstSigma = 0.25;

    // A rise near 0 is mostly chance, so one measurement moves σ by this factor at most.
    private const double LargestStep = 4;

    private string ResultPath => Folder["sensitivity.json"];

    /// <inheritdoc/>
    public override ParameterStore Load()
    {
        var (parameters, _) = Inputs.Quantized.Load();
        return parameters;
    }

    /// <inheritdoc/>
    public override float[] Sigmas() => [.. Layers().Select(l => (float)l.Sigma)];

    /// <summary>What was measured, in layer order.</summary>
    public IReadOnlyList<LayerSensitivity> Layers() =>
        JsonSerializer.Deserialize<List<LayerSensitivity>>(File.ReadAllText(ResultPath))!;

    protected override void Execute(StageWork work)
    {
        var (network, data, options) = (Inputs.Network.Value, Inputs.Data.Value, inputs.Options);
        var (parameters, quantization) = Inputs.Quantized.Load();
        using var owned = parameters;
        parameters.Add(LayerNoise.SigmaName, new float[network.Layers.Count], [network.Layers.Count], trains: false);
        using var noise = new LayerNoise(parameters);
        var pass = new ForwardPass(network, parameters) { Quantization = quantization, Noise = noise };
        var images = data.Sample(Name, Inputs.Seed, options.Images);

        double Loss(int layer, double sigma)
        {
            noise.Only = layer;
            parameters.Set(LayerNoise.SigmaName, [.. network.Layers.Select((_, l) => l == layer ? (float)sigma : 0)]);
            // The same draws at every σ: a rise is then not the chance of the draw.
            noise.Restart(DeterministicRandom.Seed((ulong)Inputs.Seed, (ulong)layer));
            return BatchLoss.Of(pass, data.Images, images, Batch, work.Cancel);
        }

        var quiet = Loss(-1, 0);
        var layers = new List<LayerSensitivity>();
        foreach (var (l, layer) in network.Layers.Index())
        {
            work.Progress.At(l / (double)network.Layers.Count, $"noise on {layer.Name}");
            layers.Add(Search(sigma => Loss(l, sigma) - quiet, options.Rise));
        }
        AtomicFile.Write(ResultPath, JsonSerializer.SerializeToUtf8Bytes(layers));
        work.Progress.Note(
            "σ of the layers: " + string.Join(", ", layers.Select(l => l.Sigma.ToString("0.000", CultureInfo.InvariantCulture)))
        );
    }

    /// <summary>The σ at which the loss rises by <paramref name="target"/>, if its rise goes with the square of σ.</summary>
    internal static LayerSensitivity Search(Func<double, double> rise, double target)
    {
        var sigma = FirstSigma;
        var (tried, rises) = (new List<double>(), new List<double>());
        for (var step = 0; step < Steps; step++)
        {
            tried.Add(sigma);
            rises.Add(rise(sigma));
            // With no rise at all, or none that is a number, the step is the largest one, upwards or downwards.
            var factor = double.IsNaN(rises[^1]) ? 0 : Math.Sqrt(target / Math.Max(rises[^1], 0));
            sigma *= Math.Clamp(factor, 1 / LargestStep, LargestStep);
        }
        return new LayerSensitivity(sigma, tried, rises);
    }
}
