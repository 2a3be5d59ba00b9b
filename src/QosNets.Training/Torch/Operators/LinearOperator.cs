using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Fully connected layers in the trainer.</summary>
internal sealed class LinearOperator : LayerOperator<LinearNode>
{
    protected override Tensor Product(LinearNode layer, Tensor x, Tensor w) =>
        F.linear(x.flatten(1), w).unsqueeze(-1).unsqueeze(-1);

    protected override LayerGradients Gradients(LinearNode layer) => new LinearGradients();

    private sealed class LinearGradients : LayerGradients
    {
        public override (Tensor? Input, Tensor Weights) Of(Tensor gradient, Tensor x, Tensor w, bool ofInput)
        {
            using var rows = gradient.flatten(1);
            using var features = x.flatten(1);
            return (ofInput ? rows.mm(w).view(x.shape) : null, rows.t().mm(features));
        }
    }
}
