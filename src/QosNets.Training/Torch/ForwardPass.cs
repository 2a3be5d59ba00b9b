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
    private readonly ActivationBytes ownBytes = new();
    private readonly NormalizePlan chains = new(network);
    private readonly Dictionary<string, int> layerIndex = network
        .Layers.Select((l, i) => (l.Name, i))
        .ToDictionary(p => p.Name, p => p.i);
    private SharedBatch? shared;

    /// <summary>The graph.</summary>
    public Network Network => network;

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

    private ActivationBytes Bytes => shared?.Bytes ?? ownBytes;

    private bool NeedsBytes => Emulation is not null || OnLayerInput is not null;

    /// <summary>Logits [batch, classes] of pixels/255 [batch,C,H,W].</summary>
    /// <param name="input">The images.</param>
    /// <param name="sharedBatch">What other points of the same batch have already computed; null when there is none.</param>
    public Tensor Run(Tensor input, SharedBatch? sharedBatch = null)
    {
        values.Clear();
        shared = sharedBatch;
        // Ranges are observed on values that a chain would not make.
        var chained = BatchStatistics && !(ObservesRanges && Quantization is { Frozen: false });
        foreach (var node in network.Nodes.Where(n => !chained || !chains.IsInside(n.Name)))
        {
            if (shared is not null && shared.IsCommon(node.Name))
                values[node.Name] = shared.Get(node.Name, input, () => Evaluate(node, input));
            else if (chained && chains.EndingWith(node.Name) is { } chain)
                values[node.Name] = Chain(chain, node.Name);
            else
                values[node.Name] = Evaluate(node, input);
        }
        var logits = values[network.Output.Name].flatten(1);
        values.Clear();
        shared = null;
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
                if (IsQuantizer(a.Name))
                    return Quantized(a.Name, values[a.Input], 0, NodeOperations.Highest(a));
                return a.Kind == ActivationKind.Relu6 ? F.relu6(values[a.Input]) : F.relu(values[a.Input]);
            case AddNode a:
                return Quantized(node.Name, values[a.Left] + values[a.Right]);
            case MaxPoolNode m:
                return F.max_pool2d(values[m.Input], m.Kernel, m.Stride);
            case GlobalAveragePoolNode g:
                return Quantized(node.Name, values[g.Input].mean([2, 3], keepdim: true));
            case ShortcutNode s:
                return NodeOperations.Shortcut(s, values[s.Input]);
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
        return QuantizeActivation.apply(x, clipped, BufferFor(node, x));
    }

    private Tensor Layer(LayerNode layer)
    {
        var x = values[layer.Inputs[0]];
        var index = layerIndex[layer.Name];
        var w = parameters[$"{layer.Name}.weight"];
        var weights = Quantization?.Quantized(layer.Name, TensorSpans.Floats(w), network.Layers[index].Geometry.OutChannels);
        OnLayerInput?.Invoke(index, Bytes.Of(layer.Inputs[0], x, Quantization!), (int)x.shape[0]);

        Tensor y;
        if (Emulation is not null)
            y = Emulated(layer, index, x, w, weights!);
        else
            y = NodeOperations.Product(layer, x, weights is null ? w : StraightThrough.apply(w, weights.Real));

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
        Tensor Compute()
        {
            var shape = network.ShapeOf(layer.Name);
            var input = Quantization!.Quantizer(Quantization.Plan.SourceOf(layer.Inputs[0])!);
            var outputs = empty([x.shape[0], shape.Channels, shape.Height, shape.Width], ScalarType.Float32);
            var xBytes = Bytes.Of(layer.Inputs[0], x, Quantization);
            Emulation!.Compute(
                index,
                weights.Bytes,
                weights.Quantizer!,
                input,
                (int)x.shape[0],
                xBytes,
                TensorSpans.Floats(outputs)
            );
            return outputs;
        }

        // Every point gets an alias of a shared output: autograd allows a tensor one origin.
        var y =
            shared is not null && shared.IsCommon(layer.Inputs[0])
                ? shared.Get((index, Emulation!.Multiplier(index)), x, Compute).detach()
                : Compute();
        if (!is_grad_enabled() && !Emulation!.MeasuresMeanErrors)
            return y;
        var real = TensorSpans.New(weights.Real, like: w);
        if (is_grad_enabled())
            return EmulatedProduct.apply(x, w, new EmulatedValues(y, real, new LayerGradients(layer)));
        if (network.BatchNormOf(layer) is null)
            Emulation!.AddMeanError(index, y, NodeOperations.Product(layer, x, real));
        return y;
    }

    private Tensor BatchNorm(BatchNormNode b)
    {
        if (BatchStatistics)
            return Normalize(b, null, NormalizeOutput.Plain, []);
        return F.batch_norm(
            values[b.Input],
            Own(b, "running_mean"),
            Own(b, "running_var"),
            Own(b, "weight"),
            Own(b, "bias"),
            training: false,
            eps: b.Epsilon
        );
    }

    private Tensor Chain(NormalizeChain chain, string end)
    {
        var quantizes = IsQuantizer(end);
        var output = new NormalizeOutput(
            quantizes ? Quantization!.Quantizer(end) : null,
            chain.Activation is null ? float.NegativeInfinity : 0,
            chain.Activation is { } a ? NodeOperations.Highest(a) : float.PositiveInfinity
        );
        return Normalize(chain.Norm, chain.Residual, output, quantizes ? BufferFor(end, values[chain.Norm.Input]) : []);
    }

    private Tensor Normalize(BatchNormNode b, string? residual, NormalizeOutput output, byte[] buffer)
    {
        var settings = new NormalizeSettings(
            Own(b, "running_mean"),
            Own(b, "running_var"),
            StatisticsMomentum,
            b.Epsilon,
            output,
            buffer
        );
        return residual is null
            ? NormalizeFunction.apply(values[b.Input], Own(b, "weight"), Own(b, "bias"), settings)
            : NormalizeFunction.apply(values[b.Input], Own(b, "weight"), Own(b, "bias"), settings, values[residual]);
    }

    private Tensor Own(BatchNormNode b, string parameter) => parameters.Find(Point, $"{b.Name}.{parameter}")!;

    private byte[] BufferFor(string node, Tensor x) => NeedsBytes ? Bytes.Buffer(node, (int)x.NumberOfElements) : [];
}
