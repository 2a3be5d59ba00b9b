using QosNets.Approximation;

namespace QosNets.Bundles;

/// <summary>
/// Checks that no input can take an accumulator of a bundle to 2^31, at any of its points. It needs the numbers of the
/// layers only, so a bundle is checked whole without compiling anything.
/// </summary>
internal static class ReachCheck
{
    /// <summary>Checks every layer on every multiplier that a point assigns to it.</summary>
    /// <exception cref="BundleException">An accumulator could reach 2^31.</exception>
    public static void Run(Bundle bundle)
    {
        var errors = new Dictionary<int, ErrorRows>();
        var seen = new HashSet<(int Layer, int Multiplier, bool Corrected)>();
        foreach (var point in bundle.Points)
        {
            for (var l = 0; l < bundle.Network.Layers.Count; l++)
            {
                if (seen.Add((l, point.Assignment[l], point.Corrected[l])))
                    CheckLayer(bundle, l, point.Assignment[l], point.Corrected[l] ? errors : null);
            }
        }
    }

    private static void CheckLayer(Bundle bundle, int l, int multiplier, Dictionary<int, ErrorRows>? errors)
    {
        var (layer, weights) = (bundle.Network.Layers[l], bundle.Weights[l]);
        var table = bundle.Library.Multipliers[multiplier].Table;
        int[] correction = [];
        if (errors is not null)
        {
            if (!errors.TryGetValue(multiplier, out var rows))
                errors[multiplier] = rows = new ErrorRows(table);
            correction = ActivationCorrection.Rows(rows, OperandHistogram.Of(weights.Values));
        }
        var shifts = CentredAccumulator.RowShifts(table.Signed, weights.ZeroPoint, correction);
        try
        {
            CentredAccumulator.CheckReach(
                layer.Name,
                weights.Values,
                layer.Geometry.FanIn,
                weights.ZeroPoint,
                bundle.InputQuantizer(layer).ZeroPoint,
                table.Signed,
                CentredAccumulator.LargestProduct(table, shifts)
            );
        }
        catch (OverflowException e)
        {
            throw new BundleException($"{bundle.Network.Name}: {e.Message}", e);
        }
    }
}
