using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>What single nodes compute in float32.</summary>
internal static class NodeOperations
{
    /// <summary>A layer's exact products [batch, C, H, W] of its input and weights in the layer's shape.</summary>
    public static Tensor Product(LayerNode layer, Tensor x, Tensor w) =>
        layer switch
        {
            Conv2dNode c => F.conv2d(x, w, strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding], groups: c.Groups),
            _ => F.linear(x.flatten(1), w).unsqueeze(-1).unsqueeze(-1),
        };

    /// <summary>A shortcut without parameters: every Stride-th row and column, channels of 0 around those there are.</summary>
    public static Tensor Shortcut(ShortcutNode s, Tensor x)
    {
        if (s.Stride > 1)
            x = x.slice(2, 0, x.shape[2], s.Stride).slice(3, 0, x.shape[3], s.Stride);
        var added = (s.OutChannels - x.shape[1]) / 2;
        return added > 0 ? F.pad(x, [0, 0, 0, 0, added, added]) : x.contiguous();
    }

    /// <summary>Where an activation cuts; it cuts at 0 below.</summary>
    public static float Highest(ActivationNode a) => a.Kind == ActivationKind.Relu6 ? 6f : float.PositiveInfinity;
}
