using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralMultiply : LiteralOperator<MultiplyNode>
{
    protected override void Run(LiteralInterpreter run, MultiplyNode node)
    {
        var (left, right) = (run.Floats(node.Left), run.Floats(node.Right));
        var repeats = left.Length / right.Length;
        run.Store(node, [.. left.Select((x, i) => x * right[i / repeats])]);
    }
}
