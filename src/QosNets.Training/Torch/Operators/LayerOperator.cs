using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>What the trainer does with the approximated layers of one type.</summary>
internal abstract class LayerOperator : TrainerOperator
{
    public sealed override Tensor Forward(ForwardPass pass, Node node) => pass.Layer((LayerNode)node, this);

    /// <summary>A layer's exact products [batch, C, H, W] of its input and weights in the layer's shape.</summary>
    public abstract Tensor Product(LayerNode layer, Tensor x, Tensor w);

    /// <summary>The gradients of a layer's exact products.</summary>
    public abstract LayerGradients Gradients(LayerNode layer);
}

/// <inheritdoc/>
internal abstract class LayerOperator<TNode> : LayerOperator
    where TNode : LayerNode
{
    public sealed override Type NodeType => typeof(TNode);

    public sealed override Tensor Product(LayerNode layer, Tensor x, Tensor w) => Product((TNode)layer, x, w);

    public sealed override LayerGradients Gradients(LayerNode layer) => Gradients((TNode)layer);

    protected abstract Tensor Product(TNode layer, Tensor x, Tensor w);

    protected abstract LayerGradients Gradients(TNode layer);
}
