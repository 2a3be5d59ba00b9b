using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>An operating point while its steps are compiled: what operators may ask for.</summary>
internal sealed class PointBinding(Bundle bundle, GraphPlan plan, OperatingPoint point, KernelPath path)
{
    public Bundle Bundle => bundle;

    public OperatingPoint Point => point;

    /// <summary>The kernels that the steps run on.</summary>
    public KernelPath Path => path;

    /// <summary>The place of a tensor.</summary>
    public TensorSlot Slot(string node) => plan.Slot(node);

    /// <summary>The element-wise nodes of a step, and the store behind them.</summary>
    /// <param name="step">The step.</param>
    /// <param name="first">How many nodes its source has already taken in.</param>
    public Chain Chain(PlannedStep step, int first = 0)
    {
        var operations = new List<ChainOperation>();
        for (var i = first; i < step.Chain.Count; i++)
        {
            var elementwise = (ElementwiseOperator)EngineOperators.Of(step.Chain[i]);
            operations.Add(elementwise.Bind(step.Chain[i], [.. step.Others(i).Select(Slot)], this));
        }
        return new Chain(operations, Slot(step.Result), path);
    }
}
