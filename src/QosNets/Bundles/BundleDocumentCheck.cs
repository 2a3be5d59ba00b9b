using QosNets.Archives;
using QosNets.Multipliers;

namespace QosNets.Bundles;

/// <summary>
/// Checks what stands in <c>bundle.json</c> for its readers and follows from the rest: a file in which they differ is of no use.
/// </summary>
internal static class BundleDocumentCheck
{
    // Powers are sums of doubles, so a reader in another order of summation may differ in the last digits.
    private const double PowerTolerance = 1e-9;

    /// <summary>Powers of multipliers and savings of points.</summary>
    public static void Powers(ArchiveReader archive, BundleDocument document, Bundle bundle)
    {
        for (var i = 0; i < document.Multipliers.Count; i++)
        {
            var relative = bundle.Library.RelativePower(bundle.Library.Multipliers[i]);
            if (!(Math.Abs(document.Multipliers[i].RelativePower - relative) <= PowerTolerance))
                throw archive.Fault(
                    BundleFile.BundleEntry,
                    $"relative power {document.Multipliers[i].RelativePower} of {document.Multipliers[i].Name} is not the "
                        + $"{relative} that its power gives"
                );
            if (
                document.Multipliers[i].Cost is { } cost
                && CostColumn.Of(bundle.Library.Multipliers[i], bundle.Library.Cost) != cost
            )
                throw archive.Fault(
                    BundleFile.BundleEntry,
                    $"cost {cost} of {document.Multipliers[i].Name} is not its {bundle.Library.Cost}"
                );
        }
        for (var i = 0; i < document.Points.Count; i++)
        {
            var saving = 1 - bundle.RelativeCost(bundle.Points[i]);
            if (!(Math.Abs(document.Points[i].Saving - saving) <= PowerTolerance))
                throw archive.Fault(
                    BundleFile.BundleEntry,
                    $"saving {document.Points[i].Saving} of point '{document.Points[i].Name}' is not the {saving} that its "
                        + $"multipliers give"
                );
        }
    }

    /// <summary>Bits of weights that points read, and that are stored.</summary>
    public static void Widths(ArchiveReader archive, BundleDocument document, Bundle bundle)
    {
        foreach (var (entry, point) in document.Points.Zip(bundle.Points))
        {
            if (entry.WeightBits is { } bits && !bits.SequenceEqual(bundle.WeightBits(point)))
                throw archive.Fault(
                    BundleFile.BundleEntry,
                    $"point '{point.Name}' is said to read {string.Join(", ", bits)} bits of the layers' weights, its "
                        + $"multipliers read {string.Join(", ", bundle.WeightBits(point))}"
                );
        }
        var stored = bundle.StoredBits();
        for (var l = 0; l < stored.Count; l++)
        {
            if ((document.Layers[l].WeightBits ?? WeightWidths.Full) < stored[l])
                throw archive.Fault(
                    BundleFile.BundleEntry,
                    $"layer '{document.Layers[l].Name}' stores {document.Layers[l].WeightBits} bits of its weights, a "
                        + $"point reads more"
                );
        }
    }
}
