using System.Text.Json;
using QosNets.Archives;
using QosNets.Networks;
using QosNets.Quantization;
using QosNets.Training.Experiments;

namespace QosNets.Training.Torch;

/// <summary>
/// Ranges of activations and quantisers of weights. While the state observes, activation ranges follow moving averages, and
/// weight quantisers follow the weights. Once it is frozen, neither changes.
/// </summary>
internal sealed class QuantizationState(Network network, QuantizationOptions options, bool signed) : ITrainingState
{
    private const int SampleLimit = 1 << 14;

    private readonly Dictionary<string, (double Low, double High)> ranges = [];
    private readonly Dictionary<string, WeightQuantizer> weightQuantizers = [];
    private readonly Dictionary<string, LayerWeights> quantizedWeights = [];

    // What a file has fixed: neither observations nor weights change it.
    private readonly HashSet<string> keptNodes = [];
    private readonly Dictionary<string, WeightQuantizer> keptWeights = [];

    /// <summary>Where the network quantises.</summary>
    public QuantizationPlan Plan { get; } = new(network);

    /// <summary>Whether ranges and weight quantisers are final.</summary>
    public bool Frozen { get; private set; }

    /// <summary>Weight of a new observation in the moving average; 0.01 is the usual one of such observers.</summary>
    public double Averaging { get; set; } = 0.01;

    /// <summary>Largest activation byte.</summary>
    public int ActivationMax => signed ? WeightQuantizer.SignedMax : 255;

    private bool Clips => options.Ranges == RangeMethod.Clipped;

    /// <summary>The quantiser of a quantising node.</summary>
    public AffineQuantizer Quantizer(string node) =>
        ranges.TryGetValue(node, out var r)
            ? AffineQuantizer.FromRange(r.Low, r.High, ActivationMax)
            : throw new InvalidOperationException($"no range was observed at {node}");

    /// <summary>Fixes quantisers that a file brings; those of other nodes and layers go on following what they see.</summary>
    public void Keep(IReadOnlyDictionary<string, AffineQuantizer> tensors, IReadOnlyDictionary<string, WeightQuantizer> weights)
    {
        foreach (var (node, q) in tensors.Where(t => Plan.SourceOf(t.Key) == t.Key))
        {
            keptNodes.Add(node);
            ranges[node] = (-(double)q.Scale * q.ZeroPoint, (double)q.Scale * (q.Max - q.ZeroPoint));
        }
        foreach (var (layer, q) in weights)
            keptWeights[layer] = weightQuantizers[layer] = q;
    }

    /// <summary>The quantiser of a layer's weights.</summary>
    public WeightQuantizer Weights(string layer, ReadOnlySpan<float> weights, int channels)
    {
        RequireFinite(QuantizeKernels.Range(weights), $"the weights of {layer}");
        if (Frozen)
            return weightQuantizers[layer];
        if (keptWeights.TryGetValue(layer, out var kept))
            return kept;
        return weightQuantizers[layer] = WeightRounding.Fit(
            weights,
            channels,
            signed,
            options.PerChannel,
            Clips ? options.WeightClip : null
        );
    }

    /// <summary>
    /// A layer's weights, quantised; the object is the same for every call, and its contents are those of the last one.
    /// </summary>
    public LayerWeights Quantized(string layer, ReadOnlySpan<float> weights, int channels)
    {
        if (!quantizedWeights.TryGetValue(layer, out var known))
            quantizedWeights[layer] = known = new LayerWeights();
        if (Frozen && known.Quantizer == weightQuantizers[layer] && known.AreOf(weights))
            return known;
        known.Set(Weights(layer, weights, channels), weights);
        return known;
    }

    /// <summary>Takes note of values that a node produced, as they are after an activation that cuts them to low..high.</summary>
    public void Observe(string node, ReadOnlySpan<float> values, float low, float high)
    {
        if (Frozen || keptNodes.Contains(node))
            return;
        var (bottom, top) = Clips ? Percentiles(values) : QuantizeKernels.Range(values);
        RequireFinite((bottom, top), $"the values of {node}");
        var seen = (Low: (double)Math.Clamp(bottom, low, high), High: (double)Math.Clamp(top, low, high));
        ranges[node] = ranges.TryGetValue(node, out var old)
            ? (old.Low + Averaging * (seen.Low - old.Low), old.High + Averaging * (seen.High - old.High))
            : seen;
    }

    /// <summary>Makes ranges and weight quantisers final.</summary>
    public void Freeze() => Frozen = true;

    private static void RequireFinite((float Low, float High) range, string what)
    {
        if (!float.IsFinite(range.Low) || !float.IsFinite(range.High))
            throw new ExperimentException(
                $"{what} are no longer finite: training has diverged; lower the learning_rate of this stage or of the one before"
            );
    }

    private (float Low, float High) Percentiles(ReadOnlySpan<float> values)
    {
        // An odd stride walks through all columns of all rows.
        var stride = Math.Max(1, values.Length / SampleLimit) | 1;
        var sample = new float[(values.Length + stride - 1) / stride];
        for (var i = 0; i < sample.Length; i++)
            sample[i] = values[i * stride];
        Array.Sort(sample);
        var outside = (int)((1 - options.ActivationPercentile / 100) * sample.Length);
        return (sample[outside], sample[sample.Length - 1 - outside]);
    }

    /// <inheritdoc/>
    public void Save(ArchiveWriter archive)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteBoolean("frozen", Frozen);
            json.WriteStartObject("ranges");
            foreach (var (node, r) in ranges.OrderBy(r => r.Key, StringComparer.Ordinal))
            {
                json.WriteStartArray(node);
                json.WriteNumberValue(r.Low);
                json.WriteNumberValue(r.High);
                json.WriteEndArray();
            }
            json.WriteEndObject();
            json.WriteStartObject("zero_points");
            foreach (var (layer, g) in weightQuantizers.OrderBy(g => g.Key, StringComparer.Ordinal))
                json.WriteNumber(layer, g.ZeroPoint);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        archive.AddText("quantization.json", System.Text.Encoding.UTF8.GetString(stream.ToArray()));
        foreach (var (layer, g) in weightQuantizers.OrderBy(g => g.Key, StringComparer.Ordinal))
            archive.AddArray<float>($"scales/{layer}", g.Scales, g.Scales.Length);
    }

    /// <inheritdoc/>
    public void Load(ArchiveReader archive)
    {
        using var json = JsonDocument.Parse(archive.ReadText("quantization.json"));
        Frozen = json.RootElement.GetProperty("frozen").GetBoolean();
        ranges.Clear();
        weightQuantizers.Clear();
        foreach (var r in json.RootElement.GetProperty("ranges").EnumerateObject())
            ranges[r.Name] = (r.Value[0].GetDouble(), r.Value[1].GetDouble());
        foreach (var z in json.RootElement.GetProperty("zero_points").EnumerateObject())
            weightQuantizers[z.Name] = new WeightQuantizer(
                archive.ReadArray<float>($"scales/{z.Name}", out _),
                z.Value.GetInt32(),
                signed
            );
    }
}
