using QosNets.Networks;

namespace QosNets.Tests.Runtime;

/// <summary>The plain loops of nodes of one type.</summary>
internal abstract class LiteralOperator
{
    public abstract Type NodeType { get; }

    public abstract void Run(LiteralInterpreter run, Node node);
}

/// <inheritdoc/>
internal abstract class LiteralOperator<TNode> : LiteralOperator
    where TNode : Node
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override void Run(LiteralInterpreter run, Node node) => Run(run, (TNode)node);

    protected abstract void Run(LiteralInterpreter run, TNode node);
}

/// <summary>The literal operators, one for each type of node.</summary>
internal static class LiteralOperators
{
    private static readonly Dictionary<Type, LiteralOperator> Table = new LiteralOperator[]
    {
        new LiteralInput(),
        new LiteralNormalize(),
        new LiteralProducts<Conv2dNode>(),
        new LiteralProducts<LinearNode>(),
        new LiteralBatchNorm(),
        new LiteralAffine(),
        new LiteralActivation(),
        new LiteralClip(),
        new LiteralLeakyRelu(),
        new LiteralPrelu(),
        new LiteralHardSwish(),
        new LiteralSilu(),
        new LiteralSigmoid(),
        new LiteralHardSigmoid(),
        new LiteralGelu(),
        new LiteralAdd(),
        new LiteralMultiply(),
        new LiteralConcat(),
        new LiteralShortcut(),
        new LiteralSlice(),
        new LiteralPad(),
        new LiteralMaxPool(),
        new LiteralAveragePool(),
        new LiteralGlobalAveragePool(),
        new LiteralFlatten(),
    }.ToDictionary(o => o.NodeType);

    public static IEnumerable<Type> NodeTypes => Table.Keys;

    public static LiteralOperator Of(Node node) => Table[node.GetType()];
}
