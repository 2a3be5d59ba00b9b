using QosNets.Networks;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Torch;

[Collection(TorchCollection.Name)]
public sealed class ForwardPassTests
{
    [Theory]
    [InlineData("lenet5", 1, 28)]
    [InlineData("resnet8", 3, 12)]
    [InlineData("mobilenetv2", 3, 16)]
    public void Float32_is_what_plain_operations_give(string name, int channels, int size)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var set = Small.Images(200, 20, channels, size, classes: 5);
        var network = BuiltInNetworks.Create(
            name,
            new Shape(channels, size, size),
            5,
            set.Mean,
            set.Std,
            name == "mobilenetv2" ? 0.25 : 1
        );
        using var parameters = Small.Quantized(Small.Run(network, set)).Parameters;
        var x = TrainingData.PlainBatch(set.Test, [3, 4, 5, 19, 0]).Images;
        var plain = new PlainNetwork(parameters);
        var normalized = (x - tensor(set.Mean).view(1, -1, 1, 1)) / tensor(set.Std).view(1, -1, 1, 1);
        var expected = Small.Values(
            name switch
            {
                "lenet5" => plain.LeNet5(normalized),
                "resnet8" => plain.ResNet8(normalized),
                _ => plain.MobileNetV2(normalized),
            }
        );
        var actual = Small.Values(new ForwardPass(network, parameters).Run(x));
        Assert.Equal(25, actual.Length);
        Assert.True(expected.Max() - expected.Min() > 0.1, "logits that are all alike would show nothing");
        for (var i = 0; i < actual.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }

    [Theory]
    [InlineData("small", 2, 8)]
    [InlineData("resnet8", 3, 12)]
    [InlineData("mobilenetv2", 3, 16)]
    public void Chained_operations_give_what_separate_ones_do(string name, int channels, int size)
    {
        using var scope = NewDisposeScope();
        var set = Small.Images(200, 20, channels, size, classes: 5);
        var network =
            name == "small"
                ? Small.Network(set)
                : BuiltInNetworks.Create(
                    name,
                    new Shape(channels, size, size),
                    5,
                    set.Mean,
                    set.Std,
                    name == "mobilenetv2" ? 0.25 : 1
                );
        var run = Small.Run(network, set);
        using var parameters = Small.Quantized(run).Parameters;
        var x = TrainingData.PlainBatch(set.Train, [.. Enumerable.Range(0, 50)]).Images;
        var quantization = new QuantizationState(run.Network, run.Experiment.Quantization, run.Library.Signed);
        var pass = new ForwardPass(network, parameters)
        {
            Quantization = quantization,
            BatchStatistics = true,
            ObservesRanges = true,
        };
        pass.Run(x);
        // While ranges are observed nothing is chained; with this weight they stay as they are.
        quantization.Averaging = 0;
        var separate = Small.Values(pass.Run(x));
        quantization.Freeze();
        var chained = Small.Values(pass.Run(x));
        // A value that falls on the other side of a rounding border is another byte to all that follows.
        Assert.InRange(Agreement.Between(separate, chained, network.Classes).Mean, 0, 0.03);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_finite_differences_of_the_loss(bool batchStatistics)
    {
        var set = Small.Images();
        var run = Small.Run(Small.Network(set), set);
        using var parameters = Small.Quantized(run).Parameters;
        using var scope = NewDisposeScope();
        var pass = new ForwardPass(run.Network, parameters) { BatchStatistics = batchStatistics };
        var (x, y) = TrainingData.PlainBatch(set.Train, [.. Enumerable.Range(0, 32)]);
        F.cross_entropy(pass.Run(x), y).backward();
        GradientCheck.AssertFiniteDifferences(parameters, () => F.cross_entropy(pass.Run(x).to(ScalarType.Float64), y));
    }

    /// <summary>The built-in networks as their papers draw them, without the graph.</summary>
    private sealed class PlainNetwork(ParameterStore parameters)
    {
        public Tensor LeNet5(Tensor x)
        {
            x = F.max_pool2d(F.relu(F.conv2d(x, P("conv1.weight"), P("conv1.bias"), padding: [2, 2])), 2);
            x = F.max_pool2d(F.relu(F.conv2d(x, P("conv2.weight"), P("conv2.bias"))), 2).flatten(1);
            foreach (var layer in (string[])["fc1", "fc2"])
                x = F.relu(F.linear(x, P($"{layer}.weight"), P($"{layer}.bias")));
            return Classifier(x);
        }

        public Tensor ResNet8(Tensor x)
        {
            x = F.relu(Normal("stem.bn", F.conv2d(x, P("stem.conv.weight"), padding: [1, 1])));
            for (var stage = 1; stage <= 3; stage++)
            {
                var name = $"stage{stage}.block0";
                long stride = stage == 1 ? 1 : 2;
                var branch = F.relu(
                    Normal($"{name}.bn1", F.conv2d(x, P($"{name}.conv1.weight"), strides: [stride, stride], padding: [1, 1]))
                );
                branch = Normal($"{name}.bn2", F.conv2d(branch, P($"{name}.conv2.weight"), padding: [1, 1]));
                if (stage > 1)
                {
                    var halved = F.avg_pool2d(x, 1, 2);
                    var none = zeros_like(halved).slice(1, 0, halved.shape[1] / 2, 1);
                    x = cat([none, halved, none], 1);
                }
                x = F.relu(branch + x);
            }
            return Classifier(x.mean([2, 3]));
        }

        public Tensor MobileNetV2(Tensor x)
        {
            x = Unit("stem", x, 1, 1, 1);
            int[] blocks = [1, 2, 3, 4, 3, 3, 1];
            int[] strides = [1, 2, 2, 2, 1, 2, 1];
            for (var stage = 0; stage < 7; stage++)
            for (var block = 0; block < blocks[stage]; block++)
            {
                var name = $"stage{stage + 1}.block{block}";
                var y = stage == 0 ? x : Unit($"{name}.expand", x, 1, 0, 1);
                y = Unit($"{name}.depthwise", y, block == 0 ? strides[stage] : 1, 1, y.shape[1]);
                y = Normal($"{name}.project.bn", F.conv2d(y, P($"{name}.project.conv.weight")));
                x = block > 0 || (strides[stage] == 1 && y.shape[1] == x.shape[1]) ? x + y : y;
            }
            return Classifier(Unit("head", x, 1, 0, 1).mean([2, 3]));
        }

        private Tensor Unit(string name, Tensor x, long stride, long padding, long groups) =>
            F.relu6(
                Normal(
                    $"{name}.bn",
                    F.conv2d(x, P($"{name}.conv.weight"), strides: [stride, stride], padding: [padding, padding], groups: groups)
                )
            );

        private Tensor Classifier(Tensor x) => F.linear(x, P("classifier.weight"), P("classifier.bias"));

        private Tensor Normal(string name, Tensor x)
        {
            Tensor Channel(string part) => P($"{name}.{part}").view(1, -1, 1, 1);
            return (x - Channel("running_mean")) / (Channel("running_var") + 1e-5).sqrt() * Channel("weight") + Channel("bias");
        }

        private Tensor P(string name) => parameters[name];
    }
}
