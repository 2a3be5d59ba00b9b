using QosNets.Archives;
using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Cli.Output;

/// <summary>An operating point as arrays that <c>numpy.load</c> opens.</summary>
internal static class PointArrays
{
    private const string Format = "qosnets-point";

    /// <summary>
    /// weights/LAYER (bytes, signed where the multipliers are), scales/LAYER, parameters/NAME, tables/LAYER [256, 256], and
    /// quantizers/NODE [scale, zero point].
    /// </summary>
    /// <exception cref="BundleException">There is no such point.</exception>
    public static ArchiveWriter Of(Bundle bundle, string point)
    {
        var chosen = bundle.Points[bundle.IndexOf(point)];
        var archive = new ArchiveWriter(Format, 1);
        archive.AddText("point.json", PointDocument.Of(bundle, point).ToText());
        foreach (var (l, layer) in bundle.Network.Layers.Index())
        {
            var weights = bundle.Weights[l];
            int[] shape = [.. layer.Node.Parameters(bundle.Network).First(p => p.Role == ParameterRole.Weight).Shape];
            if (weights.Signed)
                archive.AddArray<sbyte>($"weights/{layer.Name}", Array.ConvertAll(weights.Values, w => (sbyte)w), shape);
            else
                archive.AddArray<byte>($"weights/{layer.Name}", weights.Values, shape);
            archive.AddArray<float>($"scales/{layer.Name}", weights.Scales, weights.Scales.Length);
            archive.AddArray<int>(
                $"tables/{layer.Name}",
                bundle.Library.Multipliers[chosen.Assignment[l]].Table.Products,
                256,
                256
            );
        }
        foreach (var p in NetworkParameters.OfPoint(bundle.Network))
            archive.AddArray<float>($"parameters/{p.Name}", chosen.Parameters[p.Name], [.. p.Shape]);
        foreach (var node in bundle.Plan.Quantizers)
            archive.AddArray<double>($"quantizers/{node}", [bundle.Quantizers[node].Scale, bundle.Quantizers[node].ZeroPoint], 2);
        return archive;
    }
}
