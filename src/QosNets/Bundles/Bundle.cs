using QosNets.Approximation;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Bundles;

/// <summary>What a bundle was trained on.</summary>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Classes">Name of each class, in the order of the logits.</param>
public sealed record BundleMetadata(string Dataset, IReadOnlyList<string> Classes);

/// <summary>
/// A deployable network: the graph, shared quantised weights and quantisers, the multipliers, and the operating points
/// that can be switched between. It is checked whole when it is made, so whatever holds a bundle can run it.
/// </summary>
public sealed class Bundle
{
    /// <summary>Makes a bundle and checks it.</summary>
    /// <param name="network">The graph.</param>
    /// <param name="library">The multipliers of all points, the exact one included.</param>
    /// <param name="weights">Weights of each layer, in layer order.</param>
    /// <param name="quantizers">The quantiser of each node in <see cref="QuantizationPlan.Quantizers"/>.</param>
    /// <param name="points">One or more operating points of different names; one called <see cref="OperatingPoint.ExactName"/>
    /// multiplies exactly.</param>
    /// <param name="metadata">What it was trained on.</param>
    /// <param name="cascades">What cascades of two points do on validation images; null for none.</param>
    /// <exception cref="BundleException">Something is missing, out of its range, of the wrong size, or could
    /// overflow.</exception>
    internal Bundle(
        Network network,
        MultiplierLibrary library,
        IReadOnlyList<QuantizedWeights> weights,
        IReadOnlyDictionary<string, AffineQuantizer> quantizers,
        IReadOnlyList<OperatingPoint> points,
        BundleMetadata metadata,
        IReadOnlyList<CascadeCurve>? cascades = null
    )
    {
        Network = network;
        Library = library;
        Weights = weights;
        Quantizers = quantizers;
        Points = points;
        Metadata = metadata;
        Cascades = cascades ?? [];
        Plan = new QuantizationPlan(network);
        BundleCheck.Run(this);
    }

    /// <summary>The graph.</summary>
    public Network Network { get; }

    /// <summary>The multipliers; assignments are indices into it, and its exact multiplier is the reference for power.</summary>
    public MultiplierLibrary Library { get; }

    /// <summary>Weights of each layer, in layer order.</summary>
    internal IReadOnlyList<QuantizedWeights> Weights { get; }

    /// <summary>The quantiser of each quantising node.</summary>
    public IReadOnlyDictionary<string, AffineQuantizer> Quantizers { get; }

    /// <summary>The operating points.</summary>
    public IReadOnlyList<OperatingPoint> Points { get; }

    /// <summary>What it was trained on.</summary>
    public BundleMetadata Metadata { get; }

    /// <summary>
    /// What cascades of two points do on validation images, which thresholds are chosen by; never on test images.
    /// </summary>
    public IReadOnlyList<CascadeCurve> Cascades { get; }

    /// <summary>Where the network quantises.</summary>
    internal QuantizationPlan Plan { get; }

    /// <summary>This bundle with other points and cascades.</summary>
    /// <exception cref="BundleException">A point or a cascade is not sound.</exception>
    public Bundle With(IReadOnlyList<OperatingPoint> points, IReadOnlyList<CascadeCurve> cascades) =>
        new(Network, Library, Weights, Quantizers, points, Metadata, cascades);

    /// <summary>Index of a point.</summary>
    /// <exception cref="BundleException">There is no such point; the message lists those there are.</exception>
    public int IndexOf(string point)
    {
        for (var i = 0; i < Points.Count; i++)
        {
            if (Points[i].Name == point)
                return i;
        }
        throw new BundleException(
            $"there is no operating point '{point}'; choose one of {string.Join(", ", Points.Select(p => p.Name))}"
        );
    }

    /// <summary>
    /// Relative cost of a point: its multipliers' cost over that of the exact one, weighted by multiplications. The cost is power
    /// unless the library's multipliers are chosen by another one (<see cref="MultiplierLibrary.Cost"/>).
    /// </summary>
    public double RelativeCost(OperatingPoint point) => Relative(point, Library.RelativeCost);

    /// <summary>Relative power of a point, whatever its multipliers were chosen by.</summary>
    public double RelativePower(OperatingPoint point) => Relative(point, Library.RelativePower);

    private double Relative(OperatingPoint point, Func<Multiplier, double> of) =>
        PowerModel.Relative(
            [.. Network.Layers.Select(l => (double)l.Geometry.Multiplications)],
            [.. point.Assignment.Select(m => of(Library.Multipliers[m]))]
        );

    /// <summary>Reads a bundle file.</summary>
    /// <exception cref="BundleException">The file is missing, damaged, of an unknown version, or what it holds is no sound
    /// bundle.</exception>
    public static Bundle Load(string path) => BundleFile.Load(path);

    /// <summary>Reads a bundle from memory.</summary>
    /// <param name="bytes">The file's bytes.</param>
    /// <param name="displayName">What messages call it.</param>
    /// <exception cref="BundleException">As for <see cref="Load"/>.</exception>
    public static Bundle Read(byte[] bytes, string displayName) => BundleFile.Read(bytes, displayName);

    /// <summary>
    /// Writes a bundle file, conventionally NAME.qosnet; the same content gives the same bytes, and <c>numpy.load</c> opens it.
    /// </summary>
    /// <exception cref="BundleException">A node's or point's name cannot name an entry.</exception>
    /// <exception cref="IOException">The disk is full, or the folder is not writable.</exception>
    public void Save(string path) => BundleFile.Write(this).Save(path);

    /// <summary>The bytes of the bundle's file.</summary>
    /// <exception cref="BundleException">A node's or point's name cannot name an entry.</exception>
    public byte[] ToArray() => BundleFile.Write(this).ToArray();

    /// <summary>The input quantiser of a layer.</summary>
    internal AffineQuantizer InputQuantizer(Layer layer) => Quantizers[Plan.SourceOf(layer.Node.Inputs[0])!];
}
