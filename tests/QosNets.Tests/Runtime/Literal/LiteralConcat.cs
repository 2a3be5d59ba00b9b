using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralConcat : LiteralOperator<ConcatNode>
{
    protected override void Run(LiteralInterpreter run, ConcatNode node)
    {
        var result = new List<float>();
        for (var image = 0; image < run.Batch; image++)
        {
            foreach (var part in node.Parts)
            {
                var length = run.Network.ShapeOf(part).Length;
                result.AddRange(run.Floats(part).AsSpan(image * length, length));
            }
        }
        run.Store(node, [.. result]);
    }
}
