using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>What the trainer does with nodes of one type.</summary>
internal abstract class TrainerOperator
{
    /// <summary>The type of node.</summary>
    public abstract Type NodeType { get; }

    /// <summary>A node's tensor [batch, C, H, W] in float32, before the pass quantises it.</summary>
    public abstract Tensor Forward(ForwardPass pass, Node node);
}

/// <inheritdoc/>
internal abstract class TrainerOperator<TNode> : TrainerOperator
    where TNode : Node
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override Tensor Forward(ForwardPass pass, Node node) => Forward(pass, (TNode)node);

    protected abstract Tensor Forward(ForwardPass pass, TNode node);
}
