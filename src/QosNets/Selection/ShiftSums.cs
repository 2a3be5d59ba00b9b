using System.Runtime.Intrinsics;
using QosNets.Multipliers;

namespace QosNets.Selection;

/// <summary>
/// Σ_k x_k·δ(w_k) over the sampled receptive fields of a layer and the channels of their group: what a shift δ of the weights
/// does to the accumulator. Prepared once for a layer; every multiplier has its own δ.
/// </summary>
internal sealed class ShiftSums
{
    private const int Lane = 4;
    private const int Block = 4 * Lane;

    // Samples of one work item.
    private const int Samples = 32;

    private readonly LayerProfile layer;
    private readonly double[] activations;
    private readonly byte[][] columns;
    private readonly int channels;
    private readonly int stride;
    private readonly int fanIn;

    public ShiftSums(LayerProfile layer, bool signed)
    {
        this.layer = layer;
        var groups = layer.Geometry.Groups;
        fanIn = layer.Geometry.FanIn;
        channels = layer.Geometry.OutChannels / groups;
        stride = (channels + Block - 1) / Block * Block;
        activations = Array.ConvertAll(layer.Samples, x => (double)TruthTable.Operand(x, signed));
        columns = new byte[groups][];
        for (var g = 0; g < groups; g++)
        {
            columns[g] = new byte[fanIn * channels];
            for (var c = 0; c < channels; c++)
            {
                for (var k = 0; k < fanIn; k++)
                    columns[g][k * channels + c] = layer.Weights[(g * channels + c) * fanIn + k];
            }
        }
    }

    /// <summary>The sums, [S, OutChannels/Groups].</summary>
    /// <param name="shift">δ of each weight byte, [256].</param>
    public double[] Of(double[] shift)
    {
        var shifted = Array.ConvertAll(columns, bytes => Shifted(bytes, shift));
        var sums = new double[layer.SampleCount * channels];
        Parallel.For(
            0,
            (layer.SampleCount + Samples - 1) / Samples,
            chunk =>
            {
                // All samples of an item use the weights of a block of channels while these are in a cache.
                for (var c = 0; c < channels; c += Block)
                    Multiply(chunk * Samples, Math.Min(layer.SampleCount, (chunk + 1) * Samples), c, shifted, sums);
            }
        );
        return sums;
    }

    /// <summary>δ of the weights of a group, [blocks of channels, fan-in, 16].</summary>
    private double[] Shifted(byte[] bytes, double[] shift)
    {
        var shifted = new double[fanIn * stride];
        for (var k = 0; k < fanIn; k++)
        {
            for (var c = 0; c < channels; c++)
                shifted[(c / Block * fanIn + k) * Block + c % Block] = shift[bytes[k * channels + c]];
        }
        return shifted;
    }

    // Every sum is added up in the order of k, whatever the vectors are.
    private void Multiply(int from, int end, int channel, double[][] shifted, double[] sums)
    {
        Span<double> block = stackalloc double[2 * Block];
        var valid = Math.Min(Block, channels - channel);
        for (var i = from; i < end; i++)
        {
            // Two samples of a group read each weight once.
            var two = i + 1 < end && layer.SampleGroups[i] == layer.SampleGroups[i + 1];
            var first = activations.AsSpan(i * fanIn, fanIn);
            var second = two ? activations.AsSpan((i + 1) * fanIn, fanIn) : first;
            MultiplyBlock(first, second, shifted[layer.SampleGroups[i]].AsSpan(channel * fanIn, Block * fanIn), block);
            block[..valid].CopyTo(sums.AsSpan(i * channels + channel));
            if (two)
                block.Slice(Block, valid).CopyTo(sums.AsSpan(++i * channels + channel));
        }
    }

    private static void MultiplyBlock(
        ReadOnlySpan<double> first,
        ReadOnlySpan<double> second,
        ReadOnlySpan<double> shifted,
        Span<double> sums
    )
    {
        Vector256<double> a0 = default,
            a1 = default,
            a2 = default,
            a3 = default,
            b0 = default,
            b1 = default,
            b2 = default,
            b3 = default;
        for (var k = 0; k < first.Length; k++)
        {
            var row = shifted.Slice(k * Block, Block);
            var (w0, w1) = (Vector256.Create(row), Vector256.Create(row[Lane..]));
            var (w2, w3) = (Vector256.Create(row[(2 * Lane)..]), Vector256.Create(row[(3 * Lane)..]));
            var (x, y) = (Vector256.Create(first[k]), Vector256.Create(second[k]));
            a0 += x * w0;
            a1 += x * w1;
            a2 += x * w2;
            a3 += x * w3;
            b0 += y * w0;
            b1 += y * w1;
            b2 += y * w2;
            b3 += y * w3;
        }
        ReadOnlySpan<Vector256<double>> all = [a0, a1, a2, a3, b0, b1, b2, b3];
        for (var i = 0; i < all.Length; i++)
            all[i].CopyTo(sums[(i * Lane)..]);
    }
}
