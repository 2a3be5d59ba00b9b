using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>Hears the quantised input of every layer: layer index, bytes [batch,C,H,W], batch.</summary>
internal delegate void LayerInputObserver(int layer, ReadOnlySpan<byte> input, int batch);

/// <summary>
/// The trainer's reading of the graph: float32, fake-quantised, with noise, or with the products of an operating point's
/// multipliers. Gradients are those of exact products, or of the multipliers' effective weights.
/// </summary>
internal sealed class ForwardPass(Network network, ParameterStore parameters)
{
    private readonly Dictionary<string, Tensor> values = [];
    private readonly ActivationBytes ownBytes = new();
    private readonly NormalizePlan chains = new(network);
    private readonly Dictionary<string, TrainerOperator> operators = network.Nodes.ToDictionary(n => n.Name, TrainerOperators.Of);
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

    /// <summary>Pixels/255 [batch,C,H,W] of the batch that runs.</summary>
    public Tensor Images { get; private set; } = null!;

    private ActivationBytes Bytes => shared?.Bytes ?? ownBytes;

    private bool NeedsBytes => Emulation is not null || OnLayerInput is not null;

    /// <summary>Logits [batch, classes] of pixels/255 [batch,C,H,W].</summary>
    /// <param name="input">The images.</param>
    /// <param name="sharedBatch">What other points of the same batch have already computed; null when there is none.</param>
    public Tensor Run(Tensor input, SharedBatch? sharedBatch = null)
    {
        values.Clear();
        shared = sharedBatch;
        Images = input;
        // Ranges are observed on values that a chain would not make.
        var chained = BatchStatistics && !(ObservesRanges && Quantization is { Frozen: false });
        foreach (var node in network.Nodes.Where(n => !chained || !chains.IsInside(n.Name)))
        {
            if (shared is not null && shared.IsCommon(node.Name))
                values[node.Name] = shared.Get(node.Name, input, () => Evaluate(node));
            else if (chained && chains.EndingWith(node.Name) is { } chain)
                values[node.Name] = Chain(chain, node.Name);
            else
                values[node.Name] = Evaluate(node);
        }
        var logits = values[network.Output.Name].flatten(1);
        values.Clear();
        shared = null;
        Images = null!;
        return logits;
    }

    /// <summary>The tensor of a node that has been computed.</summary>
    public Tensor Value(string node) => values[node];

    /// <summary>
    /// A parameter of a node that points have their own of: the point's, or the network's where there is no point.
    /// </summary>
    public Tensor Own(Node node, string parameter) =>
        parameters[Point is null ? $"{node.Name}.{parameter}" : $"{Point}/{node.Name}.{parameter}"];

    private Tensor Evaluate(Node node)
    {
        // A quantiser cuts at bounds by itself.
        if (node.Bounds is { } bounds && IsQuantizer(node.Name))
            return Quantized(node.Name, values[node.Inputs[0]], bounds);
        return Quantized(node.Name, operators[node.Name].Forward(this, node), ValueBounds.None);
    }

    private bool IsQuantizer(string node) => Quantization is not null && Quantization.Plan.SourceOf(node) == node;

    private Tensor Quantized(string node, Tensor x, ValueBounds bounds)
    {
        if (!IsQuantizer(node))
            return x;
        if (ObservesRanges)
            Quantization!.Observe(node, TensorSpans.Floats(x), bounds.Low, bounds.High);
        var clipped = new ClippedQuantizer(Quantization!.Quantizer(node), bounds.Low, bounds.High);
        return QuantizeActivation.apply(x, clipped, BufferFor(node, x));
    }

    /// <summary>A layer's output: its products as the pass computes them, then noise, scale and bias where there are.</summary>
    public Tensor Layer(LayerNode layer, LayerOperator products)
    {
        var x = values[layer.Inputs[0]];
        var index = layerIndex[layer.Name];
        var w = parameters[$"{layer.Name}.weight"];
        var weights = Quantization?.Quantized(layer.Name, TensorSpans.Floats(w), network.Layers[index].Geometry.OutChannels);
        OnLayerInput?.Invoke(index, Bytes.Of(layer.Inputs[0], x, Quantization!), (int)x.shape[0]);

        Tensor y;
        if (Emulation is not null)
            y = Emulated(layer, products, index, x, w, weights!);
        else
            y = products.Product(layer, x, weights is null ? w : StraightThrough.apply(w, weights.Real));

        if (Noise is not null)
            y = Noise.Add(index, y);
        if (Has(layer, ParameterRole.LayerScale))
            y = y * Own(layer, "scale").view(1, -1, 1, 1);
        if (Has(layer, ParameterRole.Bias))
            y = y.Plus(Own(layer, "bias").view(1, -1, 1, 1));
        return y;
    }

    /// <summary>Whether a layer has such a parameter: the node says so, and not what happens to be stored.</summary>
    private bool Has(LayerNode layer, ParameterRole role)
    {
        var owner = Point is null ? ParameterOwners.Network : ParameterOwners.Point;
        return layer.Parameters(network).Any(p => p.Role == role && p.Owners.HasFlag(owner));
    }

    private Tensor Emulated(LayerNode layer, LayerOperator products, int index, Tensor x, Tensor w, LayerWeights weights)
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
        if (is_grad_enabled())
        {
            var (effective, factors) = Emulation!.Backward(index, weights);
            var slopes = factors is null ? null : TensorSpans.New(factors, like: w);
            var table = Emulation.TableGradient(
                index,
                weights,
                Quantization!.Quantizer(Quantization.Plan.SourceOf(layer.Inputs[0])!),
                Bytes.Buffer(layer.Inputs[0], (int)x.NumberOfElements),
                (int)x.shape[0]
            );
            var values = new EmulatedValues(y, TensorSpans.New(effective, like: w), products.Gradients(layer), slopes, table);
            return EmulatedProduct.apply(x, w, values);
        }
        if (network.BatchNormOf(layer) is null)
            Emulation!.AddMeanError(index, y, products.Product(layer, x, TensorSpans.New(weights.Real, like: w)));
        return y;
    }

    private Tensor Chain(NormalizeChain chain, string end)
    {
        var quantizes = IsQuantizer(end);
        var output = new NormalizeOutput(quantizes ? Quantization!.Quantizer(end) : null, chain.Bounds.Low, chain.Bounds.High);
        var bytes = quantizes ? BufferFor(end, values[chain.Norm.Inputs[0]]) : [];
        return BatchNormOperator.Normalize(this, chain.Norm, chain.Residual, output, bytes);
    }

    private byte[] BufferFor(string node, Tensor x) => NeedsBytes ? Bytes.Buffer(node, (int)x.NumberOfElements) : [];
}
