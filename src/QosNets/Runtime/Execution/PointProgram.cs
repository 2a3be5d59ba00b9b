using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>One operating point compiled to steps.</summary>
internal sealed class PointProgram
{
    private readonly EngineStep[] steps;

    public PointProgram(Bundle bundle, GraphPlan plan, OperatingPoint point, KernelPath path)
    {
        var binding = new PointBinding(bundle, plan, point, path);
        steps = [.. plan.Steps.Select(s => Bind(s, binding))];
    }

    /// <summary>The steps in the order in which they run.</summary>
    public IReadOnlyList<EngineStep> Steps => steps;

    public void Run(Workspace workspace, int batch)
    {
        foreach (var step in steps)
            step.Run(workspace, batch);
    }

    private static EngineStep Bind(PlannedStep step, PointBinding binding) =>
        step.Source is { } source
            ? ((StepOperator)EngineOperators.Of(source)).Bind(step, binding)
            : new LoadStep(binding.Slot(step.Load!), binding.Chain(step));
}
