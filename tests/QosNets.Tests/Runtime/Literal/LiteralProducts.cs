using QosNets.Networks;

namespace QosNets.Tests.Runtime;

/// <summary>A layer: the accumulators of <see cref="LiteralLayer"/> and its affine.</summary>
internal sealed class LiteralProducts<TNode> : LiteralOperator<TNode>
    where TNode : LayerNode
{
    protected override void Run(LiteralInterpreter run, TNode node)
    {
        var l = run.Network.Layers.ToList().FindIndex(x => x.Name == node.Name);
        var g = run.Network.Layers[l].Geometry;
        var (w, q) = (run.Bundle.Weights[l], run.Quantizer(node.Inputs[0])!);
        var accumulators = LiteralLayer.Accumulate(
            g,
            run.Batch,
            run.Bytes(node.Inputs[0]),
            w.Values,
            w.ZeroPoint,
            q.ZeroPoint,
            run.Bundle.Library.Multipliers[run.Point.Assignment[l]].Table,
            run.Point.Corrected[l]
        );
        run.Accumulators[node.Name] = accumulators;
        var norm = run.Network.BatchNormOf(node);
        var result = new float[accumulators.Length];
        for (var i = 0; i < result.Length; i++)
        {
            var c = i / g.Positions % g.OutChannels;
            var scale = (double)q.Scale * w.Scales[w.Scales.Length == 1 ? 0 : c];
            double m,
                b;
            if (norm is null)
            {
                (m, b) = (scale * run.Parameter(node, "scale")[c], run.Parameter(node, "bias")[c]);
            }
            else
            {
                var k =
                    run.Parameter(norm, "weight")[c] / Math.Sqrt((double)run.Parameter(norm, "running_var")[c] + norm.Epsilon);
                (m, b) = (
                    scale * k,
                    ((node.HasBias ? run.Parameter(node, "bias")[c] : 0.0) - run.Parameter(norm, "running_mean")[c]) * k
                        + run.Parameter(norm, "bias")[c]
                );
            }
            var product = (float)checked((int)accumulators[i]) * (float)m;
            result[i] = product + (float)b;
        }
        // The merged batch normalisation takes over this tensor; nothing else reads it.
        run.Store(node, result);
    }
}
