using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Runtime;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// The layers of a network with the products of an operating point's multipliers, by the same code as the engine: given
/// the same bytes, the accumulators are the engine's.
/// </summary>
/// <param name="network">The graph.</param>
/// <param name="tables">The multiplier of each layer.</param>
/// <param name="corrected">Which layers subtract the error's expectation given the activation.</param>
/// <param name="responses">
/// What gradients know of each layer's multiplier, null for an exact one; null when gradients are those of exact products.
/// </param>
internal sealed class EmulatedLayers(
    Network network,
    IReadOnlyList<TruthTable> tables,
    IReadOnlyList<bool> corrected,
    IReadOnlyList<WeightResponse?>? responses = null
)
{
    private readonly ApproximateLayer?[] layers = new ApproximateLayer?[network.Layers.Count];
    private readonly float[]?[] scales = new float[]?[network.Layers.Count];
    private readonly double[]?[] errorSums = new double[]?[network.Layers.Count];
    private readonly long[] errorCounts = new long[network.Layers.Count];

    /// <summary>Whether mean errors of layers without batch normalisation are collected.</summary>
    public bool MeasuresMeanErrors { get; set; }

    /// <summary>Takes the weights of this step for a layer.</summary>
    private ApproximateLayer Update(int layer, byte[] weights, WeightQuantizer quantizer, AffineQuantizer input)
    {
        if (layers[layer] is { } known)
            known.Update(weights);
        else
        {
            var (name, geometry) = (network.Layers[layer].Name, network.Layers[layer].Geometry);
            layers[layer] = ApproximateLayer.Compile(
                name,
                geometry,
                weights,
                quantizer.ZeroPoint,
                input.ZeroPoint,
                tables[layer],
                corrected[layer]
            );
            // Rounded once from double, as the engine rounds m_c.
            scales[layer] = [.. quantizer.Scales.Select(s => (float)((double)s * input.Scale))];
        }
        return layers[layer]!;
    }

    /// <summary>A layer's output before bias and batch normalisation: s_x·s_w·accumulator.</summary>
    public void Compute(
        int layer,
        byte[] weights,
        WeightQuantizer quantizer,
        AffineQuantizer input,
        int batch,
        ReadOnlySpan<byte> x,
        Span<float> y
    ) => Update(layer, weights, quantizer, input).Outputs(batch, x, y, scales[layer]);

    /// <summary>
    /// What the backward pass of a layer multiplies with: the effective weights [out channels, fan-in] in real units, and the
    /// factor of each weight's gradient, null for 1.
    /// </summary>
    public (float[] Real, float[]? Slopes) Backward(int layer, LayerWeights weights)
    {
        if (responses?[layer] is not { } response)
            return (weights.Real, null);
        var (scales, bytes) = (weights.Quantizer!.Scales, weights.Bytes);
        var row = bytes.Length / scales.Length;
        var real = new float[bytes.Length];
        for (var i = 0; i < real.Length; i++)
            real[i] = weights.Real[i] + scales[i / row] * response.Shift[bytes[i]];
        return (real, response.Slope is { } slope ? Array.ConvertAll(bytes, b => slope[b]) : null);
    }

    /// <summary>What the slopes of a layer's table add to its gradients; null where they go by weights.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="input">Quantiser of its input.</param>
    /// <param name="x">The input [batch, C, H, W].</param>
    /// <param name="batch">Number of images.</param>
    public TableGradient? TableGradient(int layer, LayerWeights weights, AffineQuantizer input, byte[] x, int batch) =>
        responses?[layer]?.Table is { } slopes
            ? new TableGradient(network.Layers[layer].Geometry, slopes, corrected[layer], weights, input, x, batch)
            : null;

    /// <summary>What distinguishes a layer's products from those of another point.</summary>
    public (TruthTable Table, bool Corrected) Multiplier(int layer) => (tables[layer], corrected[layer]);

    /// <summary>Adds a batch to the mean error of a layer's channels.</summary>
    public void AddMeanError(int layer, Tensor emulated, Tensor exact)
    {
        using var scope = NewDisposeScope();
        var sums = (emulated - exact).sum([0, 2, 3]).to(ScalarType.Float64).data<double>().ToArray();
        var total = errorSums[layer] ??= new double[sums.Length];
        for (var c = 0; c < sums.Length; c++)
            total[c] += sums[c];
        errorCounts[layer] += emulated.NumberOfElements / sums.Length;
    }

    /// <summary>Mean error of each channel of a layer in real units, or null where none was collected; starts anew.</summary>
    public double[]? TakeMeanError(int layer)
    {
        if (errorSums[layer] is not { } sums)
            return null;
        var count = errorCounts[layer];
        (errorSums[layer], errorCounts[layer]) = (null, 0);
        return [.. sums.Select(s => s / count)];
    }
}
