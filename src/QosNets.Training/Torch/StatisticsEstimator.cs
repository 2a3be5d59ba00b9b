using QosNets.Data;
using QosNets.Networks;
using static TorchSharp.torch;

namespace QosNets.Training.Torch;

/// <summary>
/// Re-estimates the BatchNorm statistics of an operating point as plain averages over batches, and lets the biases of
/// layers without BatchNorm take the mean error of their multiplier.
/// </summary>
internal sealed class StatisticsEstimator(Network network, ParameterStore parameters, ImageSet images, IReadOnlyList<int> indices)
{
    private const int Batch = 256;

    /// <summary>Re-estimates the statistics that <paramref name="pass"/> uses.</summary>
    /// <param name="pass">The pass of an operating point.</param>
    /// <param name="shiftBiases">Whether mean errors move into biases: right once, before any training of the point.</param>
    /// <param name="cancel">Stops between batches.</param>
    public void Reestimate(ForwardPass pass, bool shiftBiases, CancellationToken cancel)
    {
        var alone = network
            .Layers.Select((l, i) => (Layer: l, Index: i))
            .Where(l => network.BatchNormOf(l.Layer.Node) is null)
            .ToList();
        shiftBiases = shiftBiases && pass.Emulation is not null && alone.Count > 0;
        if (!shiftBiases)
        {
            Average(pass, cancel);
            return;
        }
        var biases = alone.ToDictionary(l => l.Index, l => parameters.Values($"{pass.Point}/{l.Layer.Name}.bias"));
        // The first round changes what later layers see, so their errors are measured once more.
        for (var round = 0; round < Math.Min(2, alone.Count); round++)
        {
            pass.Emulation!.MeasuresMeanErrors = true;
            Average(pass, cancel);
            pass.Emulation.MeasuresMeanErrors = false;
            foreach (var (layer, index) in alone)
            {
                var error = pass.Emulation.TakeMeanError(index)!;
                parameters.Set($"{pass.Point}/{layer.Name}.bias", [.. biases[index].Select((b, c) => (float)(b - error[c]))]);
            }
        }
        Average(pass, cancel);
    }

    private void Average(ForwardPass pass, CancellationToken cancel)
    {
        using var off = no_grad();
        pass.BatchStatistics = true;
        var momentum = pass.StatisticsMomentum;
        var all = indices.ToArray();
        var batches = Math.Max(1, all.Length / Batch);
        for (var i = 0; i < batches; i++)
        {
            cancel.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            pass.StatisticsMomentum = 1.0 / (i + 1);
            var (x, _) = TrainingData.PlainBatch(images, all.AsSpan(i * Batch, Math.Min(Batch, all.Length - i * Batch)));
            pass.Run(x);
        }
        pass.StatisticsMomentum = momentum;
        pass.BatchStatistics = false;
    }
}
