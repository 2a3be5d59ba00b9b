using QosNets.Multipliers;

namespace QosNets.Bundles;

/// <summary>How many bits of the weights an operating point reads, and how many a bundle's file stores of a layer.</summary>
internal static class WeightWidths
{
    /// <summary>Bits of a weight where all are stored.</summary>
    public const int Full = 8;

    /// <summary>Bits of a weight in a layer of which no point reads more.</summary>
    public const int Half = 4;

    /// <summary>The bits of its weights, 0..8, that each layer reads at a point: those that its multiplier depends on.</summary>
    public static IReadOnlyList<int> WeightBits(this Bundle bundle, OperatingPoint point)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        ArgumentNullException.ThrowIfNull(point);
        var bits = point.Assignment.Distinct().ToDictionary(m => m, m => OperandBits.Of(bundle.Library.Multipliers[m].Table));
        return [.. point.Assignment.Select(m => bits[m].Weight)];
    }

    /// <summary>The bits of a weight that the file stores of each layer: 4 where no point reads more, otherwise 8.</summary>
    public static IReadOnlyList<int> StoredBits(this Bundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        var read = bundle.Points.Select(bundle.WeightBits).ToList();
        return [.. bundle.Network.Layers.Select((_, l) => read.Max(bits => bits[l]) <= Half ? Half : Full)];
    }
}
