using QosNets.Networks;

namespace QosNets.Benchmarks;

/// <summary>
/// A CIFAR ResNet as quantised ONNX operators, with the layer sizes of ours and random weights. It leaves out what ours
/// does besides: normalisation (the pixels go to the first layer as they are), float32 residual branches and batch
/// normalisation beside the weights. Activation functions cost nothing: a zero point of 0 bounds the result at 0.
/// </summary>
internal static class OnnxResNet
{
    private const string Microsoft = "com.microsoft";
    private const byte Unsigned = 0,
        Centred = 128;

    internal static byte[] Build(Network network, int batch)
    {
        var random = new Random(5);
        var model = new OnnxModel();
        var scale = model.Scale(0.05f);
        var weightScale = model.Scale(0.01f);
        var zero = model.Uint8(Unsigned);
        var centre = model.Uint8(Centred);
        var weightZero = model.Int8Zero();
        var tensors = new Dictionary<string, string>();
        var last = "";
        foreach (var node in network.Nodes)
        {
            last = node switch
            {
                InputNode => "pixels",
                NormalizeNode or BatchNormNode or ActivationNode => tensors[node.Inputs[0]],
                Conv2dNode n => Convolution(n),
                ShortcutNode n => Shortcut(n),
                AddNode n => model.Node(
                    "QLinearAdd",
                    [tensors[n.Left], scale, centre, tensors[n.Right], scale, zero, scale, zero],
                    Microsoft
                ),
                GlobalAveragePoolNode n => model.Node(
                    "Flatten",
                    [
                        model.Node(
                            "QLinearGlobalAveragePool",
                            [tensors[n.Input], scale, zero, scale, zero],
                            Microsoft,
                            ("channels_last", [0])
                        ),
                    ],
                    null,
                    ("axis", [1])
                ),
                LinearNode n => model.Node(
                    "QGemm",
                    [
                        tensors[n.Input],
                        scale,
                        zero,
                        Random(n.OutFeatures * n.InFeatures, n.OutFeatures, n.InFeatures),
                        weightScale,
                        weightZero,
                        model.Bias(new int[n.OutFeatures]),
                    ],
                    Microsoft,
                    ("transB", [1])
                ),
                _ => throw new NotSupportedException($"{node.Name}: no ONNX form of a {node.GetType().Name}"),
            };
            tensors[node.Name] = last;
        }

        var shape = network.Input.Shape;
        return model.Finish(last, [batch, shape.Channels, shape.Height, shape.Width], network.Classes);

        string Convolution(Conv2dNode n)
        {
            var w = Random(n.OutChannels * n.InChannels * n.Kernel * n.Kernel, n.OutChannels, n.InChannels, n.Kernel, n.Kernel);
            var isBranch = n.Name.EndsWith("conv2", StringComparison.Ordinal);
            return model.Node(
                "QLinearConv",
                [
                    tensors[n.Inputs[0]],
                    scale,
                    zero,
                    w,
                    weightScale,
                    weightZero,
                    scale,
                    isBranch ? centre : zero,
                    model.Bias(new int[n.OutChannels]),
                ],
                null,
                ("kernel_shape", [n.Kernel, n.Kernel]),
                ("pads", [n.Padding, n.Padding, n.Padding, n.Padding]),
                ("strides", [n.Stride, n.Stride])
            );
        }

        string Shortcut(ShortcutNode n)
        {
            var missing = network.ShapeOf(n.Name).Channels - network.ShapeOf(n.Input).Channels;
            var taken = model.Node(
                "MaxPool",
                [tensors[n.Input]],
                null,
                ("kernel_shape", [1, 1]),
                ("strides", [n.Stride, n.Stride])
            );
            return model.Node("Pad", [taken, model.Longs(0, missing / 2, 0, 0, 0, missing - missing / 2, 0, 0), zero]);
        }

        string Random(int length, params long[] sizes)
        {
            var values = new byte[length];
            random.NextBytes(values);
            return model.Weights(values, sizes);
        }
    }
}
