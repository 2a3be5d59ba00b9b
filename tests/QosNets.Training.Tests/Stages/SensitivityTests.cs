using CsCheck;
using QosNets.Training.Stages;
using QosNets.Training.Tests.Pipeline;
using QosNets.Training.Tests.Torch;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Stages;

[Collection(TorchCollection.Name)]
public sealed class SensitivityTests
{
    [Fact]
    public void Finds_the_noise_of_a_given_rise_where_the_rise_goes_with_its_square() =>
        Gen.Select(Gen.Double[0.02, 50], Gen.Double[0.001, 1])
            .Sample(
                (slope, target) =>
                {
                    var found = SensitivityStage.Search(s => slope * s * s, target);
                    Assert.Equal(target, slope * found.Sigma * found.Sigma, target * 1e-9);
                },
                iter: 200
            );

    [Theory]
    [InlineData(0)]
    [InlineData(-0.3)]
    public void A_layer_whose_noise_costs_nothing_gets_the_largest_that_was_looked_for(double rise)
    {
        var found = SensitivityStage.Search(_ => rise, 0.05);
        Assert.Equal(0.25 * 64, found.Sigma, 1e-9);
        Assert.Equal([0.25, 1, 4], found.Tried);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_layer_whose_noise_breaks_the_network_gets_the_smallest(double rise) =>
        Assert.Equal(0.25 / 64, SensitivityStage.Search(_ => rise, 0.05).Sigma, 1e-9);

    [Fact]
    public void Noise_of_the_found_size_raises_the_loss_of_a_trained_network_and_more_of_it_more()
    {
        using var run = new SmallRun();
        var e = Small.Experiment;
        var stages = run.Execute(e with { Baseline = e.Baseline with { Epochs = 6 } }).Stages;
        var layers = stages.Get<SensitivityStage>().Layers();
        Assert.Equal(run.Network.Layers.Count, layers.Count);
        Assert.All(layers, l => Assert.InRange(l.Sigma, 0.25 / 64, 0.25 * 64));
        Assert.Equal(layers.Select(l => (float)l.Sigma), stages.Get<ProfileStage>().Load().Select(p => (float)p.Sigma));
        Assert.Contains(layers, l => l.Rises[^1] > 0);
    }

    [Fact]
    public void Noise_on_one_layer_leaves_the_others_as_they_are()
    {
        using var parameters = new ParameterStore();
        parameters.Add(LayerNoise.SigmaName, [1, 1], [2], trains: false);
        using var noise = new LayerNoise(parameters) { Only = 1 };
        noise.Restart(1);
        using var x = TorchSharp.torch.arange(12.0f).reshape(1, 3, 2, 2);
        using var same = noise.Add(0, x);
        using var other = noise.Add(1, x);
        Assert.True(TensorSpans.Floats(x).SequenceEqual(TensorSpans.Floats(same)));
        Assert.False(TensorSpans.Floats(x).SequenceEqual(TensorSpans.Floats(other)));
    }
}
