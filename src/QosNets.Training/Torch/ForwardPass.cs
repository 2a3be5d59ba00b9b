using QosNets.Networks;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace QosNets.Training.Torch;

/// <summary>Hears the quantised input of every layer: layer index, bytes [batch,C,H,W], batch.</summary>
internal delegate void LayerInputObserver(int layer, ReadOnlySpan<byte> input, int batch);

/// <summary>
/// The trainer's reading of the graph: float32, fake-quantised, with noise, or with the products of an operating point's
/// multipliers. Gradients are those of the exact products.
/// </summary>
internal sealed class ForwardPass(Network network, ParameterStore parameters)
{
    private readonly Dictionary<string, Tensor> values = [];
    private readonly Dictionary<string, byte[]> bytes = [];
    private readonly Dictionary<string, int> layerIndex = network.Layers.Select((l, i) => (l.Name, i)).ToDictionary(p => p.Name, p => p.i);

    /// <summary>The operating point whose own parameters are used, or null for the shared ones.</summary>
    public string? Point { get; init; }

    /// <summary>Batch statistics (and their running averages) instead of the running ones.</summary>
    public bool BatchStatistics { get; set; }

    /// <summary>Weight of a batch in the running statistics.</summary>
    public double StatisticsMomentum { get; set; } = 0.1;

    /// <summary>Whether activation ranges follow the values that pass: in training, never in validation.</summary>
    public bool ObservesRanges { get; set; }

    /// <summary>Ranges and weight quantisers; null for float32.</summary>
    public QuantizationState? Quantization { get; init; }

    /// <summary>Noise on the layers' outputs, or null.</summary>
    public LayerNoise? Noise { get; init; }

    /// <summary>Emulated layers, or null for exact products in float32.</summary>
    public EmulatedLayers? Emulation { get; init; }

    /// <summary>Hears the layers' inputs; needs <see cref="Quantization"/>.</summary>
    public LayerInputObserver? OnLayerInput { get; init; }

    private bool NeedsBytes => Emulation is not null || OnLayerInput is not null;

    /// <summary>Logits [batch, classes] of pixels/255 [batch,C,H,W].</summary>
    public Tensor Run(Tensor input)
    {
        values.Clear();
        foreach (var node in network.Nodes)
            values[node.Name] = Evaluate(node, input);
        var logits = values[network.Output.Name].flatten(1);
        values.Clear();
        return logits;
    }

    private Tensor Evaluate(Node node, Tensor input)
    {
        switch (node)
        {
            case InputNode:
                return Quantized(node.Name, input);
            case NormalizeNode n:
                using (var mean = tensor(n.Mean.ToArray()).view(1, -1, 1, 1))
                using (var std = tensor(n.Std.ToArray()).view(1, -1, 1, 1))
                    return Quantized(node.Name, (values[n.Input] - mean) / std);
            case LayerNode layer:
                return Quantized(node.Name, Layer(layer));
            case BatchNormNode b:
                return Quantized(node.Name, BatchNorm(b));
            case ActivationNode a:
                var high = a.Kind == ActivationKind.Relu6 ? 6f : float.PositiveInfinity;
                if (IsQuantizer(a.Name))
                    return Quantized(a.Name, values[a.Input], 0, high);
                return a.Kind == ActivationKind.Relu6 ? F.relu6(values[a.Input]) : F.relu(values[a.Input]);
            case AddNode a:
                return Quantized(node.Name, values[a.Left] + values[a.Right]);
            case MaxPoolNode m:
                return F.max_pool2d(values[m.Input], m.Kernel, m.Stride);
            case GlobalAveragePoolNode g:
                return Quantized(node.Name, values[g.Input].mean([2, 3], keepdim: true));
            case ShortcutNode s:
                return Shortcut(s);
            case FlattenNode f:
                return values[f.Input].flatten(1).unsqueeze(-1).unsqueeze(-1);
            default:
                throw new NetworkException($"the trainer does not know nodes of type {node.GetType().Name} ({node.Name})");
        }
    }

    private bool IsQuantizer(string node) => Quantization is not null && Quantization.Plan.SourceOf(node) == node;

    private Tensor Quantized(string node, Tensor x, float low = float.NegativeInfinity, float high = float.PositiveInfinity)
    {
        if (!IsQuantizer(node))
            return x;
        if (ObservesRanges)
            Quantization!.Observe(node, TensorSpans.Floats(x), low, high);
        var clipped = new ClippedQuantizer(Quantization!.Quantizer(node), low, high);
        return QuantizeActivation.apply(x, clipped, NeedsBytes ? Buffer(node, (int)x.NumberOfElements) : []);
    }

    private Tensor Layer(LayerNode layer)
    {
        var x = values[layer.Inputs[0]];
        var index = layerIndex[layer.Name];
        var w = parameters[$"{layer.Name}.weight"];
        var batch = (int)x.shape[0];
        var weights = Quantization?.Quantized(layer.Name, TensorSpans.Floats(w), network.Layers[index].Geometry.OutChannels);
        OnLayerInput?.Invoke(index, BytesOf(layer.Inputs[0], x), batch);

        Tensor y;
        if (Emulation is not null)
            y = Emulated(layer, index, x, w, weights!);
        else
            y = Product(layer, x, weights is null ? w : StraightThrough.apply(w, weights.Real));

        if (Noise is not null)
            y = Noise.Add(index, y);
        if (parameters.Find(Point, $"{layer.Name}.scale") is { } scale)
            y = y * scale.view(1, -1, 1, 1);
        if (parameters.Find(Point, $"{layer.Name}.bias") is { } bias)
            y = y + bias.view(1, -1, 1, 1);
        return y;
    }

    private Tensor Emulated(LayerNode layer, int index, Tensor x, Tensor w, LayerWeights weights)
    {
        var (batch, shape) = (x.shape[0], network.ShapeOf(layer.Name));
        var input = Quantization!.Quantizer(Quantization.Plan.SourceOf(layer.Inputs[0])!);
        var y = empty([batch, shape.Channels, shape.Height, shape.Width], ScalarType.Float32);
        Emulation!.Compute(index, weights.Bytes, weights.Quantizer!, input, (int)batch, BytesOf(layer.Inputs[0], x), TensorSpans.Floats(y));
        if (!is_grad_enabled() && !Emulation.MeasuresMeanErrors)
            return y;
        var real = tensor(weights.Real).view(w.shape);
        if (is_grad_enabled())
            return EmulatedProduct.apply(x, w, new EmulatedValues(y, real, Emulation.Gradients(index)));
        if (network.BatchNormOf(layer) is null)
            Emulation.AddMeanError(index, y, Product(layer, x, real));
        return y;
    }

    /// <summary>A layer's exact products in float32: [batch, C, H, W] of x and weights in the layer's shape.</summary>
    internal static Tensor Product(LayerNode layer, Tensor x, Tensor w) => layer switch
    {
        Conv2dNode c => F.conv2d(x, w, strides: [c.Stride, c.Stride], padding: [c.Padding, c.Padding], groups: c.Groups),
        _ => F.linear(x.flatten(1), w).unsqueeze(-1).unsqueeze(-1),
    };

    private Tensor BatchNorm(BatchNormNode b) => F.batch_norm(
        values[b.Input],
        parameters.Find(Point, $"{b.Name}.running_mean")!, parameters.Find(Point, $"{b.Name}.running_var")!,
        parameters.Find(Point, $"{b.Name}.weight")!, parameters.Find(Point, $"{b.Name}.bias")!,
        training: BatchStatistics, momentum: StatisticsMomentum, eps: b.Epsilon);

    private Tensor Shortcut(ShortcutNode s)
    {
        var x = values[s.Input];
        if (s.Stride > 1)
            x = x.slice(2, 0, x.shape[2], s.Stride).slice(3, 0, x.shape[3], s.Stride);
        var added = (s.OutChannels - x.shape[1]) / 2;
        return added > 0 ? F.pad(x, [0, 0, 0, 0, added, added]) : x.contiguous();
    }

    /// <summary>The bytes of a tensor that feeds a layer; those that only moved are found again from their real values.</summary>
    private ReadOnlySpan<byte> BytesOf(string node, Tensor x)
    {
        var source = Quantization!.Plan.SourceOf(node)!;
        var length = (int)x.NumberOfElements;
        var buffer = Buffer(node, length);
        if (source != node)
        {
            var q = new ClippedQuantizer(Quantization.Quantizer(source), float.NegativeInfinity, float.PositiveInfinity);
            using var flat = x.contiguous();
            QuantizeKernels.Quantize(TensorSpans.Floats(flat), q, default, buffer.AsSpan(0, length));
        }
        return buffer.AsSpan(0, length);
    }

    private byte[] Buffer(string node, int length)
    {
        if (!bytes.TryGetValue(node, out var buffer) || buffer.Length < length)
            bytes[node] = buffer = new byte[length];
        return buffer;
    }
}
