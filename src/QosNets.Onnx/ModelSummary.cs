using QosNets.Networks;

namespace QosNets.Onnx;

/// <summary>A layer of a network that is checked.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">standard, pointwise, depthwise or linear.</param>
/// <param name="Shape">Channels, rows and columns of its output.</param>
/// <param name="Multiplications">Products for one image, those with padding included.</param>
/// <param name="Parameters">Weights and biases.</param>
internal sealed record LayerSummary(string Name, string Kind, IReadOnlyList<int> Shape, long Multiplications, long Parameters);

/// <summary>What a network costs, on 8-bit weights and activations.</summary>
/// <param name="Layers">The layers, whose products an approximate multiplier can compute.</param>
/// <param name="Others">Nodes that are no layers, by what they are, and how many.</param>
/// <param name="Multiplications">Products of all layers for one image.</param>
/// <param name="Parameters">Numbers that training changes, running statistics left out.</param>
/// <param name="WeightBits">Bits of all weights.</param>
/// <param name="ActivationBits">Bits of the largest input and output of one layer together.</param>
/// <param name="BitOperations">Products times the bits of both operands (BOPs).</param>
internal sealed record ModelSummary(
    IReadOnlyList<LayerSummary> Layers,
    IReadOnlyDictionary<string, int> Others,
    long Multiplications,
    long Parameters,
    long WeightBits,
    long ActivationBits,
    long BitOperations
)
{
    private const int Bits = 8;

    /// <summary>The summary of a network.</summary>
    public static ModelSummary Of(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var owned = NetworkParameters.Of(network).Where(p => !p.IsStatistic).ToArray();
        var byNode = owned.GroupBy(p => p.Node).ToDictionary(g => g.Key, g => g.Sum(p => (long)p.Length));
        LayerSummary[] layers =
        [
            .. network.Layers.Select(l => new LayerSummary(
                l.Name,
                l.Node.Kind,
                Sizes(network.ShapeOf(l.Name)),
                l.Geometry.Multiplications,
                byNode[l.Name]
            )),
        ];
        var names = network.Layers.Select(l => l.Name).ToHashSet();
        var others = network
            .Nodes.Where(n => !names.Contains(n.Name))
            .CountBy(n => n.GetType().Name.Replace("Node", "", StringComparison.Ordinal))
            .OrderBy(n => n.Key, StringComparer.Ordinal)
            .ToDictionary();
        var products = layers.Sum(l => l.Multiplications);
        return new ModelSummary(
            layers,
            others,
            products,
            owned.Sum(p => (long)p.Length),
            Bits * owned.Where(p => p.Role == ParameterRole.Weight).Sum(p => (long)p.Length),
            Bits * network.Layers.Max(l => (long)network.ShapeOf(l.Node.Inputs[0]).Length + network.ShapeOf(l.Name).Length),
            Bits * Bits * products
        );
    }

    private static int[] Sizes(Shape shape) => [shape.Channels, shape.Height, shape.Width];
}
