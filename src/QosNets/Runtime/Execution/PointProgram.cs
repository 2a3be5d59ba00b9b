using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>One operating point compiled to steps.</summary>
internal sealed class PointProgram
{
    private readonly EngineStep[] steps;

    public PointProgram(Bundle bundle, GraphPlan plan, OperatingPoint point)
    {
        steps = [.. plan.Steps.Select(s => Bind(bundle, plan, point, s))];
    }

    public void Run(Workspace workspace, int batch)
    {
        foreach (var step in steps)
            step.Run(workspace, batch);
    }

    private static EngineStep Bind(Bundle bundle, GraphPlan plan, OperatingPoint point, PlannedStep step)
    {
        var result = plan.Slot(step.Result);
        switch (step.Source)
        {
            case MaxPoolNode pool:
                return new MaxPoolStep(plan.Slot(pool.Input), result, pool.Kernel, pool.Stride);
            case ShortcutNode shortcut:
                return new ShortcutStep(plan.Slot(shortcut.Input), result, shortcut.Stride);
            case LayerNode layer:
                return BindLayer(bundle, plan, point, step, layer);
        }
        var chain = new Chain(Operations(bundle, plan, point, step, first: 0), result);
        return step.Source switch
        {
            null => new LoadStep(plan.Slot(step.Load!), chain),
            InputNode => new PixelStep(chain),
            GlobalAveragePoolNode pool => new AveragePoolStep(plan.Slot(pool.Input), chain),
            var node => throw new NetworkException($"{node.Name}: the engine cannot run a {node.GetType().Name}"),
        };
    }

    private static LayerStep BindLayer(Bundle bundle, GraphPlan plan, OperatingPoint point, PlannedStep step, LayerNode node)
    {
        var l = 0;
        while (bundle.Network.Layers[l].Node != node)
            l++;
        var input = plan.Slot(node.Inputs[0]);
        var affine = ChannelAffine.OfLayer(
            bundle.Network,
            node,
            input.Quantizer!.Scale,
            bundle.Weights[l].Scales,
            point.Parameters
        );
        // The layer's batch normalisation, when there is one, is the first node of the chain and part of the affine.
        var first = bundle.Network.BatchNormOf(node) is null ? 0 : 1;
        var chain = new Chain(Operations(bundle, plan, point, step, first), plan.Slot(step.Result));
        return new LayerStep(CompiledLayers.Of(bundle).Get(l, point), input, affine, chain);
    }

    private static List<ChainOperation> Operations(
        Bundle bundle,
        GraphPlan plan,
        OperatingPoint point,
        PlannedStep step,
        int first
    )
    {
        var operations = new List<ChainOperation>();
        for (var i = first; i < step.Chain.Count; i++)
        {
            operations.Add(
                step.Chain[i] switch
                {
                    ActivationNode node => new BoundOperation(node.Kind),
                    BatchNormNode node => new AffineOperation(ChannelAffine.OfBatchNorm(node, point.Parameters)),
                    NormalizeNode node => new NormalizeOperation(node),
                    AddNode => new AddOperation(plan.Slot(step.Operand(i))),
                    var node => throw new NetworkException($"{node.Name}: a {node.GetType().Name} is not element-wise"),
                }
            );
        }
        return operations;
    }
}
