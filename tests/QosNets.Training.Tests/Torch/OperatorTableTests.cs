using QosNets.Networks;
using QosNets.Tests.Networks;
using QosNets.Training.Torch;
using Xunit;

namespace QosNets.Training.Tests.Torch;

public sealed class OperatorTableTests
{
    [Fact]
    public void The_trainer_has_an_operator_for_every_type_of_node() =>
        Assert.Equal(NodeTypes.All(), TrainerOperators.NodeTypes.OrderBy(t => t.Name, StringComparer.Ordinal));

    [Fact]
    public void A_node_that_the_trainer_does_not_know_is_refused_when_the_pass_is_made()
    {
        var input = new InputNode("input", new Shape(1, 2, 2));
        using var parameters = new ParameterStore();
        var e = Assert.Throws<NetworkException>(() =>
            new ForwardPass(new Network("odd", [input, new Unknown("strange", "input")]), parameters)
        );
        Assert.Contains("strange: the trainer has no operator for a Unknown", e.Message, StringComparison.Ordinal);
    }

    private sealed record Unknown(string Name, string Input) : Node(Name)
    {
        public override IReadOnlyList<string> Inputs => [Input];

        internal override ValueFlow Flow => ValueFlow.Elementwise;

        public override Shape InferShape(IReadOnlyList<Shape> inputs) => inputs[0];
    }
}
