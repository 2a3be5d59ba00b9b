using System.Diagnostics;
using QosNets.Measurement;
using QosNets.Training.Torch;
using static TorchSharp.torch;

namespace QosNets.Training.Benchmark;

/// <summary>Cost of one layer's forward pass over a batch.</summary>
/// <param name="Layer">Name of the layer.</param>
/// <param name="Multiplier">Name of its multiplier.</param>
/// <param name="Multiplications">Multiplications of the batch.</param>
/// <param name="ExactSeconds">The fake-quantised layer, exact products in float32 by libtorch.</param>
/// <param name="EmulatedSeconds">The emulated layer, bytes to float32, with taking over new weights as every step does.</param>
internal sealed record LayerCost(
    string Layer,
    string Multiplier,
    long Multiplications,
    double ExactSeconds,
    double EmulatedSeconds
)
{
    /// <summary>Emulated over exact time.</summary>
    public double Ratio => EmulatedSeconds / ExactSeconds;
}

/// <summary>Times every layer's forward pass, exact in float32 and emulated, on the bytes that a batch brings it.</summary>
internal sealed class LayerTimer(StepCostOptions options, TimedTraining training, Tensor images)
{
    /// <summary>One row for each layer and each multiplier that some point gives it.</summary>
    public IReadOnlyList<LayerCost> Measure(CancellationToken cancel)
    {
        using var off = no_grad();
        var inputs = Inputs();
        var rows = new List<LayerCost>();
        for (var l = 0; l < inputs.Length; l++)
        {
            foreach (var multiplier in options.Points.Select(p => p.Assignment[l]).Distinct())
            {
                cancel.ThrowIfCancellationRequested();
                rows.Add(Measure(l, multiplier, inputs[l]));
            }
        }
        return rows;
    }

    private byte[][] Inputs()
    {
        var inputs = new byte[options.Network.Layers.Count][];
        using var scope = NewDisposeScope();
        new ForwardPass(options.Network, training.Parameters)
        {
            Quantization = training.Quantization,
            OnLayerInput = (layer, bytes, _) => inputs[layer] = bytes.ToArray(),
        }.Run(images);
        return inputs;
    }

    private LayerCost Measure(int index, int multiplier, byte[] input)
    {
        using var scope = NewDisposeScope();
        var network = options.Network;
        var (layer, g) = (network.Layers[index].Node, network.Layers[index].Geometry);
        var name = layer.Name;
        var table = options.Library.Multipliers[multiplier].Table;
        var w = training.Parameters[$"{name}.weight"];
        var weights = training.Quantization.Weights(name, TensorSpans.Floats(w), g.OutChannels);
        var bytes = weights.Quantize(TensorSpans.Floats(w)).Values;
        var source = training.Quantization.Quantizer(training.Quantization.Plan.SourceOf(layer.Inputs[0])!);
        var x = tensor(input.Select(source.Dequantize).ToArray()).view(options.Batch, g.InChannels, g.InHeight, g.InWidth);
        var emulated = empty([options.Batch, g.OutChannels, g.OutHeight, g.OutWidth]);
        var corrected = options.Correction && !table.IsExact;
        var layers = new EmulatedLayers(network, All(table), All(corrected));
        var seconds = Interleaved(
            () => TrainerOperators.Of(layer).Product(layer, x, w).Dispose(),
            () => layers.Compute(index, bytes, weights, source, options.Batch, input, TensorSpans.Floats(emulated))
        );
        return new LayerCost(
            name,
            options.Library.Multipliers[multiplier].Name,
            options.Batch * g.Multiplications,
            seconds[0],
            seconds[1]
        );
    }

    private T[] All<T>(T value) => [.. Enumerable.Repeat(value, options.Network.Layers.Count)];

    private double[] Interleaved(params Action[] actions)
    {
        List<double>[] times = [.. actions.Select(_ => new List<double>())];
        for (var round = -1; round < options.Rounds; round++)
        {
            for (var a = 0; a < actions.Length; a++)
            {
                var start = Stopwatch.GetTimestamp();
                actions[a]();
                if (round >= 0)
                    times[a].Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
            }
        }
        return [.. times.Select(RoundTimes.MedianOf)];
    }
}
