using QosNets.Networks;
using QosNets.Onnx.Graph;
using QosNets.Quantization;

namespace QosNets.Onnx;

/// <summary>How a model is imported.</summary>
public sealed record ImportOptions
{
    /// <summary>
    /// Shape of one image; null takes it from the file. Where the file fixes other sizes, rows and columns replace the file's as
    /// far as its layers allow; a file that reads flat rows of as many values gets a flattening before them.
    /// </summary>
    public Shape? Input { get; init; }

    /// <summary>Rows and columns where the file leaves them open, or other ones than the file's; null takes the file's.</summary>
    public int? InputSize { get; init; }

    /// <summary>Mean of each channel, pixels counted as 0..1; null for none, and then <see cref="Std"/> is null too.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>Deviation of each channel, above 0.</summary>
    public IReadOnlyList<float>? Std { get; init; }

    /// <summary>Whether the file reads blue, green, red, as networks of Caffe and CNTK do; images are red, green, blue.</summary>
    public bool IsBgr { get; init; }

    /// <summary>Name of the output that holds the logits; null where the file has only one.</summary>
    public string? Output { get; init; }
}

/// <summary>A network from an ONNX file, with its parameters and the grids that the file quantises by.</summary>
public sealed record ImportedModel
{
    internal ImportedModel(
        Network network,
        IReadOnlyDictionary<string, float[]> parameters,
        IReadOnlyDictionary<string, AffineQuantizer> quantizers,
        IReadOnlyDictionary<string, WeightQuantizer> weightQuantizers,
        FileInput input,
        IReadOnlyList<string> notes
    )
    {
        (Network, Parameters, Quantizers, WeightQuantizers) = (network, parameters, quantizers, weightQuantizers);
        (Input, Notes) = (input, notes);
    }

    /// <summary>
    /// The graph: <c>input</c>, <c>normalize</c> where a mean is given, <c>bgr</c> where the file reads so, the file's nodes.
    /// </summary>
    public Network Network { get; init; }

    /// <summary>Values of every parameter of the network, by name: <c>NODE.weight</c>, <c>NODE.bias</c> and so on.</summary>
    public IReadOnlyDictionary<string, float[]> Parameters { get; init; }

    /// <summary>What a user should know of the import, one line each.</summary>
    public IReadOnlyList<string> Notes { get; init; }

    /// <summary>The file's quantisers of tensors, by node of <see cref="QuantizationPlan.Quantizers"/>.</summary>
    internal IReadOnlyDictionary<string, AffineQuantizer> Quantizers { get; init; }

    /// <summary>Quantisers of weights that the file has, by layer.</summary>
    internal IReadOnlyDictionary<string, WeightQuantizer> WeightQuantizers { get; init; }

    /// <summary>What the file reads.</summary>
    internal FileInput Input { get; init; }

    /// <summary>The node whose values the file's own nodes read as its images.</summary>
    internal string Images { get; init; } = "";

    /// <summary>
    /// Whether all of the file that reads the images takes means off and divides by deviations first, or the like, so that they
    /// come as pixels / 255.
    /// </summary>
    internal bool ScalesItself =>
        Network.Nodes.Where(n => n.Inputs.Contains(Images)).All(n => n is AffineNode or NormalizeNode or BatchNormNode);

    /// <summary>What the file does with the logits, which the network ends at.</summary>
    internal ModelEnding Ending { get; init; }
}

/// <summary>The input and output of a file.</summary>
/// <param name="Name">Name of the input.</param>
/// <param name="Output">Name of the output that was imported.</param>
/// <param name="Dims">Sizes of the input's axes for one image or, where the file fixes it, its batch.</param>
/// <param name="ChannelsLast">Whether channels are the last axis.</param>
internal sealed record FileInput(string Name, string Output, IReadOnlyList<long> Dims, bool ChannelsLast);
