using System.Text;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Bundles;

/// <summary>
/// The bundle's file: an archive with <c>network.json</c>, <c>bundle.json</c> and the arrays <c>tables/MULTIPLIER</c>
/// [256, 256], <c>weights/LAYER</c>, <c>scales/LAYER</c> and <c>points/POINT/PARAMETER</c>.
/// </summary>
internal static class BundleFile
{
    public const string Format = "qosnets-bundle";
    public const int Version = 3;

    // A file has the lowest version whose readers know all that it holds: 2 brought validation accuracies, 3 cascades and
    // temperatures.
    private const int VersionWithoutCascades = 2;
    private const int VersionWithoutAccuracies = 1;

    private const string NetworkEntry = "network.json";
    private const string BundleEntry = "bundle.json";

    // Powers are sums of doubles, so a reader in another order of summation may differ in the last digits.
    private const double PowerTolerance = 1e-9;

    public static ArchiveWriter Write(Bundle bundle)
    {
        var writer = new ArchiveWriter(Format, VersionOf(bundle));
        try
        {
            writer.AddText(NetworkEntry, Encoding.UTF8.GetString(NetworkJson.Write(bundle.Network)));
            writer.AddText(BundleEntry, JsonSerializer.Serialize(DocumentOf(bundle), BundleJsonContext.Default.BundleDocument));
            foreach (var multiplier in bundle.Library.Multipliers)
                WriteTable(writer, multiplier);
            var layers = bundle.Network.Layers;
            for (var l = 0; l < layers.Count; l++)
            {
                var (weights, shape) = (bundle.Weights[l], WeightShape(bundle.Network, layers[l].Name));
                if (weights.Signed)
                    writer.AddArray<sbyte>($"weights/{layers[l].Name}", Array.ConvertAll(weights.Values, w => (sbyte)w), shape);
                else
                    writer.AddArray<byte>($"weights/{layers[l].Name}", weights.Values, shape);
                writer.AddArray<float>($"scales/{layers[l].Name}", weights.Scales);
            }
            foreach (var point in bundle.Points)
            {
                foreach (var parameter in NetworkParameters.OfPoint(bundle.Network))
                    writer.AddArray<float>($"points/{point.Name}/{parameter.Name}", point.Parameters[parameter.Name]);
            }
            return writer;
        }
        catch (ArgumentException e)
        {
            throw new BundleException($"{bundle.Network.Name} cannot be stored: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static int VersionOf(Bundle bundle) =>
        bundle.Cascades.Count > 0 || bundle.Points.Any(p => p.Temperature != 1) ? Version
        : bundle.Points.Any(p => p.ValidationTop1 is not null) ? VersionWithoutCascades
        : VersionWithoutAccuracies;

    public static Bundle Load(string path) => Guarded(path, () => Read(ArchiveReader.Open(path, Format, Version)));

    public static Bundle Read(byte[] bytes, string displayName) =>
        Guarded(displayName, () => Read(ArchiveReader.Read(bytes, displayName, Format, Version)));

    private static Bundle Guarded(string displayName, Func<Bundle> read)
    {
        try
        {
            return read();
        }
        catch (ArchiveException e)
        {
            throw new BundleException(e.Message, e);
        }
        catch (Exception e)
            when (e is BundleException or NetworkException or LibraryException or ArgumentException or OverflowException)
        {
            throw new BundleException($"{displayName}: {e.Message.Split('\n')[0]}", e);
        }
    }

    private static Bundle Read(ArchiveReader archive)
    {
        var network = NetworkJson.Read(Encoding.UTF8.GetBytes(archive.ReadText(NetworkEntry)));
        var document = ReadDocument(archive);
        var multipliers = document.Multipliers.Select(m => new Multiplier(
            m.Name,
            ReadTable(archive, m.Name, document.Signed),
            m.PowerMilliwatt,
            m.AreaSquareMicrometre,
            m.DelayNanosecond,
            null,
            m.Source,
            m.Licence,
            document.PowerIsEstimated
        ));
        var library = new MultiplierLibrary(document.Library, multipliers);
        if (!document.Layers.Select(l => l.Name).SequenceEqual(network.Layers.Select(l => l.Name)))
            throw archive.Fault(BundleEntry, $"its layers are not those of {network.Name}");
        var weights = document.Layers.Select(l => new QuantizedWeights(
            ReadWeights(archive, l.Name, WeightShape(network, l.Name), document.Signed),
            ReadVector(archive, $"scales/{l.Name}"),
            l.WeightZeroPoint,
            document.Signed
        ));
        var quantizers = new Dictionary<string, AffineQuantizer>();
        foreach (var q in document.Quantizers)
        {
            if (!quantizers.TryAdd(q.Node, new AffineQuantizer(q.Scale, q.ZeroPoint, q.Max)))
                throw archive.Fault(BundleEntry, $"it has two quantisers for '{q.Node}'");
        }
        var points = document.Points.Select(p => new OperatingPoint(
            p.Name,
            p.Assignment,
            p.Corrected,
            NetworkParameters
                .OfPoint(network)
                .ToDictionary(n => n.Name, n => archive.ReadArray<float>($"points/{p.Name}/{n.Name}", n.Length))
        )
        {
            ValidationTop1 = p.ValidationTop1,
            Temperature = p.Temperature ?? 1,
        });
        var bundle = new Bundle(
            network,
            library,
            [.. weights],
            quantizers,
            [.. points],
            new BundleMetadata(document.Dataset, document.Classes),
            [.. (document.Cascades ?? []).Select(c => Cascade(archive, document, c))]
        );
        CheckPowers(archive, document, bundle);
        return bundle;
    }

    private static BundleDocument ReadDocument(ArchiveReader archive)
    {
        try
        {
            var document = JsonSerializer.Deserialize(archive.ReadText(BundleEntry), BundleJsonContext.Default.BundleDocument);
            IEnumerable<object?>[] lists = document is null
                ?
                [
                    [null],
                ]
                :
                [
                    document.Classes,
                    document.Multipliers,
                    document.Layers,
                    document.Quantizers,
                    document.Points,
                    document.Cascades ?? [],
                ];
            return lists.Any(list => list.Contains(null))
                ? throw archive.Fault(BundleEntry, "it holds null where a value is expected")
                : document!;
        }
        catch (JsonException e)
        {
            throw archive.Fault(BundleEntry, $"it does not describe a bundle ({e.Message.Split('\n')[0]})", e);
        }
    }

    private static CascadeCurve Cascade(ArchiveReader archive, BundleDocument document, CascadeEntry entry)
    {
        int Index(string name) =>
            document.Points.ToList().FindIndex(p => p.Name == name) is var i and >= 0
                ? i
                : throw archive.Fault(BundleEntry, $"a cascade names the point '{name}', which is not there");
        if (entry.MinMargins.Count != entry.Shares.Count || entry.MinMargins.Count != entry.ValidationTop1.Count)
            throw archive.Fault(
                BundleEntry,
                $"the cascade from '{entry.First}' to '{entry.Second}' has {entry.MinMargins.Count} thresholds, "
                    + $"{entry.Shares.Count} shares and {entry.ValidationTop1.Count} accuracies"
            );
        return new CascadeCurve(
            Index(entry.First),
            Index(entry.Second),
            [.. entry.MinMargins.Select((m, i) => new CascadeStep(m, entry.Shares[i], entry.ValidationTop1[i]))]
        );
    }

    private static void CheckPowers(ArchiveReader archive, BundleDocument document, Bundle bundle)
    {
        for (var i = 0; i < document.Multipliers.Count; i++)
        {
            var relative = bundle.Library.RelativePower(bundle.Library.Multipliers[i]);
            if (!(Math.Abs(document.Multipliers[i].RelativePower - relative) <= PowerTolerance))
                throw archive.Fault(
                    BundleEntry,
                    $"relative power {document.Multipliers[i].RelativePower} of {document.Multipliers[i].Name} is not the "
                        + $"{relative} that its power gives"
                );
        }
        for (var i = 0; i < document.Points.Count; i++)
        {
            var saving = 1 - bundle.RelativePower(bundle.Points[i]);
            if (!(Math.Abs(document.Points[i].Saving - saving) <= PowerTolerance))
                throw archive.Fault(
                    BundleEntry,
                    $"saving {document.Points[i].Saving} of point '{document.Points[i].Name}' is not the {saving} that its "
                        + $"multipliers give"
                );
        }
    }

    private static BundleDocument DocumentOf(Bundle bundle) =>
        new(
            bundle.Metadata.Dataset,
            bundle.Metadata.Classes,
            bundle.Library.Name,
            bundle.Library.Signed,
            [
                .. bundle.Library.Multipliers.Select(m => new MultiplierEntry(
                    m.Name,
                    m.PowerMilliwatt,
                    bundle.Library.RelativePower(m),
                    m.AreaSquareMicrometre,
                    m.DelayNanosecond,
                    m.Source,
                    m.Licence
                )),
            ],
            [.. bundle.Network.Layers.Select((l, i) => new LayerEntry(l.Name, bundle.Weights[i].ZeroPoint))],
            [
                .. bundle.Plan.Quantizers.Select(n => new QuantizerEntry(
                    n,
                    bundle.Quantizers[n].Scale,
                    bundle.Quantizers[n].ZeroPoint,
                    bundle.Quantizers[n].Max
                )),
            ],
            [
                .. bundle.Points.Select(p => new PointEntry(p.Name, 1 - bundle.RelativePower(p), p.Assignment, p.Corrected)
                {
                    ValidationTop1 = p.ValidationTop1,
                    Temperature = p.Temperature == 1 ? null : p.Temperature,
                }),
            ]
        )
        {
            PowerIsEstimated = bundle.Library.PowerIsEstimated,
            Cascades =
                bundle.Cascades.Count == 0
                    ? null
                    :
                    [
                        .. bundle.Cascades.Select(c => new CascadeEntry(
                            bundle.Points[c.First].Name,
                            bundle.Points[c.Second].Name,
                            [.. c.Steps.Select(s => s.MinMargin)],
                            [.. c.Steps.Select(s => s.Share)],
                            [.. c.Steps.Select(s => s.Accuracy)]
                        )),
                    ],
        };

    private static int[] WeightShape(Network network, string layer) =>
        [.. NetworkParameters.Of(network).First(p => p.Node == layer && p.Role == ParameterRole.Weight).Shape];

    private static void WriteTable(ArchiveWriter writer, Multiplier multiplier)
    {
        var products = multiplier.Table.Products.ToArray();
        if (multiplier.Table.Signed)
            writer.AddArray<short>($"tables/{multiplier.Name}", Array.ConvertAll(products, p => (short)p), 256, 256);
        else
            writer.AddArray<ushort>($"tables/{multiplier.Name}", Array.ConvertAll(products, p => (ushort)p), 256, 256);
    }

    private static TruthTable ReadTable(ArchiveReader archive, string name, bool signed)
    {
        var products = signed
            ? Array.ConvertAll(archive.ReadArray<short>($"tables/{name}", 256, 256), p => (int)p)
            : Array.ConvertAll(archive.ReadArray<ushort>($"tables/{name}", 256, 256), p => (int)p);
        return new TruthTable(products, signed);
    }

    private static byte[] ReadWeights(ArchiveReader archive, string layer, int[] shape, bool signed) =>
        signed
            ? Array.ConvertAll(archive.ReadArray<sbyte>($"weights/{layer}", shape), w => (byte)w)
            : archive.ReadArray<byte>($"weights/{layer}", shape);

    private static float[] ReadVector(ArchiveReader archive, string name)
    {
        var values = archive.ReadArray<float>(name, out var shape);
        return shape.Length == 1 ? values : throw archive.Fault(name, $"it has {shape.Length} axes where 1 is expected");
    }
}
