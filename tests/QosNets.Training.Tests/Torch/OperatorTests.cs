using QosNets.Networks;
using QosNets.Runtime;
using QosNets.Tests.Networks;
using QosNets.Training.Stages;
using QosNets.Training.Torch;
using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Tests.Torch;

/// <summary>Every operator that no built-in network has, between two layers of a small network.</summary>
[Collection(TorchCollection.Name)]
public sealed class OperatorTests
{
    private const int Images = 500;

    /// <summary>What stands between a layer's normalised output <c>x</c> [8, 8, 8] and the next layer.</summary>
    private static readonly Dictionary<string, Node[]> Between = new()
    {
        ["average pooling"] = [new AveragePoolNode("op", "x", 2, 2, 0, CountIncludePad: false)],
        ["average pooling with padding"] = [new AveragePoolNode("op", "x", 3, 2, 1, CountIncludePad: false)],
        ["average pooling that counts padding"] = [new AveragePoolNode("op", "x", 3, 1, 1, CountIncludePad: true)],
        ["max pooling with padding"] = [new MaxPoolNode("op", "x", 3, 2, 1)],
        ["concatenation of bytes of two scales and floats"] =
        [
            new Conv2dNode("a", "x", 8, 4, 1, 1, 0, 1, Bias: true),
            new ActivationNode("b", "x", ActivationKind.Relu6),
            new Conv2dNode("c", "b", 8, 4, 3, 1, 1, 1, Bias: true),
            new ConcatNode("op", ["c", "x", "a", "b"]),
        ],
        ["max pooling over uneven windows"] =
        [
            new MaxPoolNode("op", "x", 3, 2, 0, KernelWidth: 2, PadLeft: 1, PadBottom: 1, PadRight: 0),
        ],
        ["average pooling over uneven windows"] =
        [
            new AveragePoolNode(
                "op",
                "x",
                3,
                2,
                0,
                CountIncludePad: false,
                KernelWidth: 2,
                PadLeft: 1,
                PadBottom: 1,
                PadRight: 0
            ),
        ],
        ["average pooling over uneven windows that counts padding"] =
        [
            new AveragePoolNode("op", "x", 3, 2, 0, CountIncludePad: true, PadLeft: 1, PadBottom: 1, PadRight: 0),
        ],
        ["clip"] = [new ClipNode("op", "x", -0.5f, 1.5f)],
        ["parametric ReLU"] = [new PreluNode("op", "x", [0.1f, -0.2f, 0, 0.3f, 0.5f, 0.25f, 1, 0.75f])],
        ["sigmoid"] = [new SigmoidNode("op", "x")],
        ["hard sigmoid"] = [new HardSigmoidNode("op", "x", 0.2f, 0.5f)],
        ["GELU"] = [new GeluNode("op", "x")],
        ["product"] = [new SigmoidNode("a", "x"), new MultiplyNode("op", "x", "a")],
        ["gates"] =
        [
            new GlobalAveragePoolNode("a", "x"),
            new Conv2dNode("b", "a", 8, 8, 1, 1, 0, 1, Bias: true),
            new HardSigmoidNode("c", "b", 1f / 6, 0.5f),
            new MultiplyNode("op", "x", "c"),
        ],
        ["slice"] = [new SliceNode("op", "x", [5, 1, 1, 7, 0], 1, 6, 1, 0, 4, 2)],
        ["padding"] = [new PadNode("op", "x", 1, 0, 2, 1)],
        ["leaky ReLU"] = [new LeakyReluNode("op", "x", 0.1f)],
        ["hard swish"] = [new HardSwishNode("op", "x")],
        ["SiLU"] = [new SiluNode("op", "x")],
        ["affine"] = [new AffineNode("op", "x", 8)],
        ["rectangular convolution"] =
        [
            new Conv2dNode("op", "x", 8, 6, 3, 2, 1, 1, Bias: false, KernelWidth: 5, StrideWidth: 1, PadLeft: 2),
        ],
        ["dilated convolution"] =
        [
            new Conv2dNode("op", "x", 8, 6, 3, 1, 2, 2, Bias: false, Dilation: 2, DilationWidth: 1, PadLeft: 1),
        ],
        ["lopsided convolution"] =
        [
            new Conv2dNode("op", "x", 8, 6, 3, 2, 0, 1, Bias: false, PadLeft: 0, PadBottom: 1, PadRight: 1),
        ],
    };

    public static TheoryData<string> Operators => [.. Between.Keys];

    [Fact]
    public void Every_type_of_node_is_trained_here_or_in_a_built_in_network()
    {
        var networks = BuiltInNetworks
            .Names.Select(n => BuiltInNetworks.Create(n, new Shape(3, 32, 32), 10, [0, 0, 0], [1, 1, 1]))
            .Concat(Between.Keys.Select(Network));
        Assert.Equal(
            NodeTypes.All(),
            networks.SelectMany(n => n.Nodes).Select(n => n.GetType()).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Trainer_and_engine_agree(string name)
    {
        var set = Small.Images(512, Images);
        var run = Small.Run(Network(name), set);
        var (parameters, quantization) = Small.Quantized(run);
        using var owned = parameters;
        PointPlan[] plans =
        [
            PointPlan.Exact(run.Network, run.Library),
            Small.Plan(run, "mixed", "mul8u_2AC", "mul8u_1JFF", "mul8u_DM1"),
        ];
        foreach (var plan in plans)
            parameters.AddPoint(run.Network, plan.Name);
        var engine = new Engine(Small.Bundle(run, parameters, quantization, plans));
        foreach (var plan in plans)
        {
            var agreement = Agreement.Measure(plan.Pass(run, parameters, quantization), engine, set.Test, Images);
            Assert.True(agreement.Equal >= 0.9 && agreement.OtherTop1 <= 5, $"{name}, {plan.Name}: {agreement}");
        }
        Assert.NotEqual(
            engine.Run("exact", set.Test.Pixels, set.Test.Count),
            engine.Run("mixed", set.Test.Pixels, set.Test.Count)
        );
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Gradients_are_finite_differences_of_the_loss(string name)
    {
        var set = Small.Images();
        var run = Small.Run(Network(name), set);
        using var parameters = Small.Quantized(run).Parameters;
        using var scope = NewDisposeScope();
        var pass = new ForwardPass(run.Network, parameters);
        var (x, y) = TrainingData.PlainBatch(set.Train, [.. Enumerable.Range(0, 32)]);
        F.cross_entropy(pass.Run(x), y).backward();
        GradientCheck.AssertFiniteDifferences(parameters, () => F.cross_entropy(pass.Run(x).to(ScalarType.Float64), y));
    }

    private static Network Network(string name)
    {
        var nodes = new List<Node>
        {
            new InputNode("input", new Shape(2, 8, 8)),
            new Conv2dNode("first", "input", 2, 8, 3, 1, 1, 1, Bias: false),
            new BatchNormNode("x", "first", 8),
        };
        nodes.AddRange(Between[name]);
        var channels = new Network("part", nodes).ShapeOf("op").Channels;
        nodes.AddRange([
            new Conv2dNode("second", "op", channels, 8, 3, 1, 1, 1, Bias: true),
            new ActivationNode("relu", "second", ActivationKind.Relu),
            new GlobalAveragePoolNode("pool", "relu"),
            new LinearNode("classifier", "pool", 8, 4, Bias: true),
        ]);
        return new Network(name, nodes);
    }
}
