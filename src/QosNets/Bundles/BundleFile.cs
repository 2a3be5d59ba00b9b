using System.Text;
using System.Text.Json;
using QosNets.Archives;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Bundles;

/// <summary>
/// The bundle's file: an archive with <c>network.json</c>, <c>bundle.json</c> and the arrays <c>tables/MULTIPLIER</c>
/// [256, 256], <c>weights/LAYER</c>, <c>scales/LAYER</c> and <c>points/POINT/PARAMETER</c>. Of weights that no point reads
/// more than four bits of, four are stored, and in <c>low_sums/LAYER</c> what the others sum to.
/// </summary>
internal static class BundleFile
{
    public const string Format = "qosnets-bundle";
    public const int Version = 5;

    // A file has the lowest version whose readers know all that it holds: 2 brought validation accuracies, 3 cascades and
    // temperatures, 4 widths of multipliers and of weights, 5 costs other than power.
    private const int VersionWithoutCosts = 4;
    private const int VersionWithoutWidths = 3;
    private const int VersionWithoutCascades = 2;
    private const int VersionWithoutAccuracies = 1;

    private const string NetworkEntry = "network.json";
    internal const string BundleEntry = "bundle.json";

    public static ArchiveWriter Write(Bundle bundle)
    {
        var document = DocumentOf(bundle);
        var writer = new ArchiveWriter(Format, VersionOf(document));
        try
        {
            writer.AddText(NetworkEntry, Encoding.UTF8.GetString(NetworkJson.Write(bundle.Network)));
            writer.AddText(BundleEntry, JsonSerializer.Serialize(document, BundleJsonContext.Default.BundleDocument));
            foreach (var multiplier in bundle.Library.Multipliers)
                WriteTable(writer, multiplier);
            var layers = bundle.Network.Layers;
            for (var l = 0; l < layers.Count; l++)
            {
                BundleWeights.Write(writer, layers[l], bundle.Weights[l], document.Layers[l].WeightBits, bundle.Network);
                writer.AddArray<float>($"scales/{layers[l].Name}", bundle.Weights[l].Scales);
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

    private static int VersionOf(BundleDocument document) =>
        document.Cost is not null ? Version
        : document.Points.Any(p => p.WeightBits is not null) || document.Multipliers.Any(m => m.Widths is not null)
            ? VersionWithoutCosts
        : document.Cascades is not null || document.Points.Any(p => p.Temperature is not null) ? VersionWithoutWidths
        : document.Points.Any(p => p.ValidationTop1 is not null) ? VersionWithoutCascades
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
            m.Source,
            m.Licence,
            document.PowerIsEstimated
        )
        {
            Widths = Widths(archive, m),
            LookUpTables = document.Cost == CostColumn.LookUpTables ? (int?)m.Cost : null,
            Costs =
                document.Cost is { } column && CostColumn.IsOwnName(column) && m.Cost is { } cost
                    ? new CostList([(column, cost)])
                    : CostList.None,
        });
        var library = new MultiplierLibrary(document.Library, multipliers, document.Cost ?? CostColumn.Power);
        if (!document.Layers.Select(l => l.Name).SequenceEqual(network.Layers.Select(l => l.Name)))
            throw archive.Fault(BundleEntry, $"its layers are not those of {network.Name}");
        var weights = document.Layers.Select(l => new QuantizedWeights(
            BundleWeights.Read(archive, l, network, document.Signed),
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
        BundleDocumentCheck.Powers(archive, document, bundle);
        BundleDocumentCheck.Widths(archive, document, bundle);
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

    private static OperandWidths Widths(ArchiveReader archive, MultiplierEntry entry) =>
        entry.Widths is null
            ? OperandWidths.Full
            : OperandWidths.Parse(entry.Widths)
                ?? throw archive.Fault(BundleEntry, $"{entry.Name} has the widths '{entry.Widths}'; write them as 8x4");

    private static BundleDocument DocumentOf(Bundle bundle)
    {
        var stored = bundle.StoredBits();
        // A file in which nothing is narrow is one of an earlier version, to the byte.
        var narrow = bundle.Points.Any(p => bundle.WeightBits(p).Any(b => b < WeightWidths.Full));
        return new(
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
                )
                {
                    Widths = m.Widths == OperandWidths.Full ? null : m.Widths.ToString(),
                    Cost = bundle.Library.Cost == CostColumn.Power ? null : CostColumn.Of(m, bundle.Library.Cost),
                }),
            ],
            [
                .. bundle.Network.Layers.Select(
                    (l, i) =>
                        new LayerEntry(l.Name, bundle.Weights[i].ZeroPoint)
                        {
                            WeightBits = stored[i] == WeightWidths.Full ? null : stored[i],
                        }
                ),
            ],
            [
                .. bundle.Plan.Quantizers.Select(n => new QuantizerEntry(
                    n,
                    bundle.Quantizers[n].Scale,
                    bundle.Quantizers[n].ZeroPoint,
                    bundle.Quantizers[n].Max
                )),
            ],
            [
                .. bundle.Points.Select(p => new PointEntry(p.Name, 1 - bundle.RelativeCost(p), p.Assignment, p.Corrected)
                {
                    ValidationTop1 = p.ValidationTop1,
                    Temperature = p.Temperature == 1 ? null : p.Temperature,
                    WeightBits = narrow ? bundle.WeightBits(p) : null,
                }),
            ]
        )
        {
            PowerIsEstimated = bundle.Library.PowerIsEstimated,
            Cost = bundle.Library.Cost == CostColumn.Power ? null : bundle.Library.Cost,
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
    }

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

    private static float[] ReadVector(ArchiveReader archive, string name)
    {
        var values = archive.ReadArray<float>(name, out var shape);
        return shape.Length == 1 ? values : throw archive.Fault(name, $"it has {shape.Length} axes where 1 is expected");
    }
}
