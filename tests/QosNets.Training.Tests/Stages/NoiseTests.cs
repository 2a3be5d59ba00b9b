using QosNets.Training.Experiments;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class NoiseTests
{
    [Fact]
    public void Added_noise_has_sigma_deviations_of_the_layers_output()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var parameters = WithSigma(0.3f, -0.05f);
        using var noise = new LayerNoise(parameters);
        noise.Restart(7);
        var y = 4 * randn([50, 8, 20, 20], generator: new Generator(1)) + 11;
        var deviation = y.std().item<float>();
        foreach (var (layer, sigma) in ((int, float)[])[(0, 0.3f), (1, 0.05f)])
        {
            var added = noise.Add(layer, y) - y;
            Assert.Equal(sigma * deviation, added.std().item<float>(), 0.02 * sigma * deviation);
            Assert.Equal(0, added.mean().item<float>(), 0.02 * sigma * deviation);
        }
    }

    [Fact]
    public void Noise_repeats_for_a_seed_and_differs_otherwise()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var parameters = WithSigma(0.3f);
        using var noise = new LayerNoise(parameters);
        var y = randn([2, 3, 4, 4], generator: new Generator(1));
        float[] Of(ulong seed)
        {
            noise.Restart(seed);
            return Small.Values(noise.Add(0, y));
        }
        var first = Of(3);
        Assert.NotEqual(first, Small.Values(noise.Add(0, y)));
        Assert.NotEqual(first, Of(4));
        Assert.Equal(first, Of(3));
    }

    [Fact]
    public void The_gradient_reaches_the_layers_sigma_and_takes_the_deviation_as_a_constant()
    {
        using var scope = NewDisposeScope();
        using var parameters = WithSigma(0.3f, 0.2f);
        using var noise = new LayerNoise(parameters);
        noise.Restart(5);
        using var y = randn([2, 3, 4, 4], generator: new Generator(1)).requires_grad_();
        var sum = noise.Add(1, y).sum();
        sum.backward();
        Assert.All(Small.Values(y.grad!), g => Assert.Equal(1, g));
        var gradient = Small.Values(noise.Sigma.grad!);
        Assert.Equal(0, gradient[0]);
        Assert.Equal((sum.item<float>() - y.sum().item<float>()) / 0.2f, gradient[1], 1e-3f);
    }

    [Fact]
    public void Noise_is_rewarded_by_the_layers_share_of_the_multiplications_up_to_sigma_max()
    {
        // The same step with λ = 0 and λ = 2 differs by the gradient of the reward alone.
        float[] sigmas = [0.1f, -0.1f, 0.29f, 0.31f];
        double[] shares = [0.4, 0.3, 0.2, 0.1];
        var (without, with) = (AfterOneStep(sigmas, shares, 0), AfterOneStep(sigmas, shares, 2));
        double[] expected = [0.4, -0.3, 0.2, 0];
        for (var l = 0; l < 4; l++)
            Assert.Equal(0.01 * 2 * expected[l], with[l] - without[l], 1e-6);
    }

    [Fact]
    public void The_search_pushes_the_sigma_of_an_expensive_layer_up()
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        parameters.Add(LayerNoise.SigmaName, [0.1f, 0.1f, 0.1f, 0.1f], [4], trains: true);
        using var noise = new LayerNoise(parameters);
        using var optimiser = new Sgd(parameters, 0.9, Sgd.Choose(parameters, 0, _ => true));
        var pass = new ForwardPass(run.Network, parameters) { Quantization = quantization, Noise = noise };
        var options = new RobustnessOptions { Lambda = 0.3, SigmaMax = 0.4 };
        var task = new NoiseTask(pass, noise, parameters, optimiser, options, [0.01, 0.01, 0.97, 0.01], run.Data, default);
        task.BeginEpoch(0, 1);
        for (var step = 0; step < 40; step++)
        {
            using var scope = NewDisposeScope();
            var (x, y) = TrainingData.PlainBatch(set.Train, [.. Enumerable.Range(0, 32).Select(i => (32 * step + i) % 512)]);
            task.Step(x, y, 0.02, 0);
        }
        var sigma = parameters.Values(LayerNoise.SigmaName);
        Assert.InRange(sigma[2], 0.25, 0.6);
        Assert.All(
            (int[])[0, 1, 3],
            l => Assert.True(sigma[l] < sigma[2] - 0.1, $"layer {l}: {sigma[l]}, the expensive one {sigma[2]}")
        );
    }

    private static float[] AfterOneStep(float[] sigmas, double[] shares, double lambda)
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        using var scope = NewDisposeScope();
        parameters.Add(LayerNoise.SigmaName, sigmas, [sigmas.Length], trains: true);
        using var noise = new LayerNoise(parameters);
        using var optimiser = new Sgd(parameters, 0, Sgd.Choose(parameters, 0, _ => true));
        var pass = new ForwardPass(run.Network, parameters) { Quantization = quantization, Noise = noise };
        var task = new NoiseTask(
            pass,
            noise,
            parameters,
            optimiser,
            new RobustnessOptions { Lambda = lambda, SigmaMax = 0.3 },
            shares,
            run.Data,
            default
        );
        task.BeginEpoch(0, 1);
        var (x, y) = TrainingData.PlainBatch(set.Train, [.. Enumerable.Range(0, 32)]);
        task.Step(x, y, 0.01, 0);
        return parameters.Values(LayerNoise.SigmaName);
    }

    private static ParameterStore WithSigma(params float[] sigmas)
    {
        var parameters = new ParameterStore();
        parameters.Add(LayerNoise.SigmaName, sigmas, [sigmas.Length], trains: true);
        return parameters;
    }
}
