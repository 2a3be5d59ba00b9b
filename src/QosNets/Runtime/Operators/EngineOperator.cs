using QosNets.Networks;

namespace QosNets.Runtime;

/// <summary>What the engine does with nodes of one type.</summary>
internal abstract class EngineOperator
{
    /// <summary>The type of node.</summary>
    public abstract Type NodeType { get; }

    /// <summary>Whether nodes through which values pass in this way can have such an operator.</summary>
    public abstract bool Fits(ValueFlow flow);
}

/// <summary>An operator whose nodes are the source of a step.</summary>
internal abstract class StepOperator : EngineOperator
{
    public sealed override bool Fits(ValueFlow flow) => flow is not (ValueFlow.Elementwise or ValueFlow.Renames);

    /// <summary>Compiles a step that begins with such a node.</summary>
    public abstract EngineStep Bind(PlannedStep step, PointBinding binding);
}

/// <inheritdoc/>
internal abstract class StepOperator<TNode> : StepOperator
    where TNode : Node
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override EngineStep Bind(PlannedStep step, PointBinding binding) => Bind((TNode)step.Source!, step, binding);

    protected abstract EngineStep Bind(TNode node, PlannedStep step, PointBinding binding);
}

/// <summary>An operator whose nodes are applied to every value on its way to a store.</summary>
internal abstract class ElementwiseOperator : EngineOperator
{
    public sealed override bool Fits(ValueFlow flow) => flow == ValueFlow.Elementwise;

    /// <summary>Compiles one such node of a chain.</summary>
    /// <param name="node">The node.</param>
    /// <param name="others">Its inputs without the one that flows through the chain.</param>
    /// <param name="binding">The operating point.</param>
    public abstract ChainOperation Bind(Node node, IReadOnlyList<TensorSlot> others, PointBinding binding);
}

/// <inheritdoc/>
internal abstract class ElementwiseOperator<TNode> : ElementwiseOperator
    where TNode : Node
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override ChainOperation Bind(Node node, IReadOnlyList<TensorSlot> others, PointBinding binding) =>
        Bind((TNode)node, others, binding);

    protected abstract ChainOperation Bind(TNode node, IReadOnlyList<TensorSlot> others, PointBinding binding);
}

/// <summary>An operator whose nodes cost nothing: their tensor is that of their input.</summary>
internal sealed class RenameOperator<TNode> : EngineOperator
    where TNode : Node
{
    public override Type NodeType => typeof(TNode);

    public override bool Fits(ValueFlow flow) => flow == ValueFlow.Renames;
}
