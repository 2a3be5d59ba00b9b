using System.Security.Cryptography;
using QosNets.Approximation;
using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets show</c> tells of a bundle; its JSON form as it is.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Digest of the whole file, as sha256sum prints it.</param>
/// <param name="Network">Name of the network.</param>
/// <param name="Input">Channels × rows × columns of an image.</param>
/// <param name="Dataset">Data set that it was trained on.</param>
/// <param name="Classes">Names of the classes.</param>
/// <param name="ExactMultiplier">The multiplier that powers are relative to.</param>
/// <param name="Multipliers">All multipliers.</param>
/// <param name="Points">All operating points.</param>
/// <param name="Layers">All layers.</param>
/// <param name="BaseParameters">Parameters of the plain network: weights, biases, scales and offsets of BatchNorm.</param>
/// <param name="ExtraParameters">What weights and all points together have beyond them; a point called exact is left out.</param>
/// <param name="ParameterOverhead">Extra over base, a fraction of 1.</param>
/// <param name="PowerIsEstimated">Whether powers are counts of gates and no figures of synthesis.</param>
/// <param name="Cost">What its multipliers were chosen by, and what savings are of.</param>
/// <param name="WeightBytes">Bytes that the weights take, before the file is compressed.</param>
internal sealed record BundleSummary(
    string File,
    long Bytes,
    string Sha256,
    string Network,
    string Input,
    string Dataset,
    IReadOnlyList<string> Classes,
    string ExactMultiplier,
    IReadOnlyList<BundleSummary.MultiplierFacts> Multipliers,
    IReadOnlyList<BundleSummary.PointFacts> Points,
    IReadOnlyList<BundleSummary.LayerFacts> Layers,
    long BaseParameters,
    long ExtraParameters,
    double ParameterOverhead,
    bool PowerIsEstimated,
    string Cost,
    long WeightBytes
)
{
    /// <summary>A multiplier: its power in mW and relative to the exact one, and the cost that it was chosen by.</summary>
    internal sealed record MultiplierFacts(string Name, double PowerMilliwatt, double RelativePower, double RelativeCost);

    /// <summary>
    /// An operating point: its saving as a fraction of 1, whether any layer subtracts the correction, its accuracy on validation
    /// images, the cheaper point that is at least as accurate there, and an earlier point of the same assignment.
    /// </summary>
    internal sealed record PointFacts(
        string Name,
        double Saving,
        bool Corrected,
        double? ValidationTop1,
        string? DominatedBy,
        string? SameAs
    );

    /// <summary>
    /// A layer: multiplications for one image, the multiplier at each point, how many bits of a weight that one reads, and how
    /// many the file stores.
    /// </summary>
    internal sealed record LayerFacts(
        string Name,
        long Multiplications,
        IReadOnlyList<string> Multipliers,
        IReadOnlyList<int> WeightBits,
        int StoredBits
    );

    /// <summary>Loads and describes a bundle file.</summary>
    /// <exception cref="BundleException">It is no sound bundle.</exception>
    public static BundleSummary Of(string path)
    {
        var bundle = Bundle.Load(path);
        var bytes = System.IO.File.ReadAllBytes(path);
        var (network, library) = (bundle.Network, bundle.Library);
        var single = NetworkParameters.Of(network).Where(p => !p.IsStatistic).ToList();
        var weights = single.Where(p => p.Role == ParameterRole.Weight).Sum(p => (long)p.Length);
        var baseParameters = single.Sum(p => (long)p.Length);
        var ofPoint = NetworkParameters.OfPoint(network).Where(p => !p.IsStatistic).Sum(p => (long)p.Length);
        // A point with exact products is a reference for measurements; hardware that ships the operating points need not hold it.
        var points = bundle.Points.Count(p => p.Name != OperatingPoint.ExactName);
        var (read, stored) = (bundle.Points.Select(bundle.WeightBits).ToList(), bundle.StoredBits());
        string? Named(int? point) => point is { } p ? bundle.Points[p].Name : null;
        var extra = weights + points * ofPoint - baseParameters;
        return new BundleSummary(
            path,
            bytes.Length,
            Convert.ToHexStringLower(SHA256.HashData(bytes)),
            network.Name,
            network.Input.Shape.ToString(),
            bundle.Metadata.Dataset,
            bundle.Metadata.Classes,
            library.Exact.Name,
            [
                .. library.Multipliers.Select(m => new MultiplierFacts(
                    m.Name,
                    m.PowerMilliwatt,
                    library.RelativePower(m),
                    library.RelativeCost(m)
                )),
            ],
            [
                .. bundle.Points.Select(
                    (p, i) =>
                        new PointFacts(
                            p.Name,
                            PowerModel.Saving(bundle.RelativeCost(p)),
                            p.Corrected.Any(c => c),
                            p.ValidationTop1,
                            Named(bundle.Dominating(i)),
                            Named(bundle.Twin(i))
                        )
                ),
            ],
            [
                .. network.Layers.Select(
                    (l, i) =>
                        new LayerFacts(
                            l.Name,
                            l.Geometry.Multiplications,
                            [.. bundle.Points.Select(p => library.Multipliers[p.Assignment[i]].Name)],
                            [.. read.Select(bits => bits[i])],
                            stored[i]
                        )
                ),
            ],
            baseParameters,
            extra,
            (double)extra / baseParameters,
            library.PowerIsEstimated,
            library.Cost,
            network.Layers.Select((l, i) => stored[i] * (long)bundle.Weights[i].Values.Length).Sum() / 8
        );
    }
}
