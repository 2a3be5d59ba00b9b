using QosNets.Networks;

namespace QosNets.Tests.Runtime;

internal sealed class LiteralBatchNorm : LiteralOperator<BatchNormNode>
{
    protected override void Run(LiteralInterpreter run, BatchNormNode node)
    {
        // The layer has applied its own normalisation already.
        if (run.Network[node.Input] is LayerNode layer && run.Network.BatchNormOf(layer) == node)
            run.Store(node, run.Floats(node.Input));
        else
            run.Map(node, node.Input, (x, c) => Affine(run, x, node, c));
    }

    private static float Affine(LiteralInterpreter run, float x, BatchNormNode n, int c)
    {
        var k = run.Parameter(n, "weight")[c] / Math.Sqrt((double)run.Parameter(n, "running_var")[c] + n.Epsilon);
        var product = x * (float)k;
        return product + (float)((0.0 - run.Parameter(n, "running_mean")[c]) * k + run.Parameter(n, "bias")[c]);
    }
}
