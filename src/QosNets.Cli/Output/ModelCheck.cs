using System.Text.Json.Serialization;
using QosNets.Bundles;
using QosNets.Onnx;
using QosNets.Onnx.Base;
using QosNets.Onnx.Graph;
using QosNets.Onnx.Reference;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets check</c> found of a model, as its JSON has it.</summary>
internal sealed record ModelCheck
{
    // Rounding in another order stays far below.
    private const float Suspicious = 1e-2f;
    private const string Large = "the imported network and ONNX Runtime differ by more than rounding";

    public string File { get; private init; } = "";

    public IReadOnlyList<int> Input { get; private init; } = [];

    public int Classes { get; private init; }

    public IReadOnlyList<LayerSummary> Layers { get; private init; } = [];

    /// <summary>Nodes that are no layers, computed exactly at every point.</summary>
    public IReadOnlyDictionary<string, int> Others { get; private init; } = new Dictionary<string, int>();

    public long Multiplications { get; private init; }

    public long Parameters { get; private init; }

    [JsonPropertyName("weight_bits")]
    public long WeightBits { get; private init; }

    [JsonPropertyName("activation_bits")]
    public long ActivationBits { get; private init; }

    public long Bops { get; private init; }

    /// <summary>Nodes that cannot be imported.</summary>
    public IReadOnlyList<string> Unsupported { get; private init; } = [];

    public IReadOnlyList<string> Notes { get; private init; } = [];

    /// <summary>
    /// Largest difference between the imported network and ONNX Runtime, as a share of the largest value; null where they were
    /// not compared.
    /// </summary>
    [JsonPropertyName("max_difference")]
    public float? MaxDifference { get; private init; }

    /// <summary>Checks a file.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="options">How it is imported.</param>
    /// <param name="inputs">A .npy file of images to compare on, beside random ones; null for none.</param>
    /// <exception cref="OnnxException">The file is missing or damaged, or needs an option.</exception>
    public static ModelCheck Of(string path, ImportOptions options, string? inputs)
    {
        try
        {
            var model = OnnxImporter.Load(path, options);
            var summary = ModelSummary.Of(model.Network);
            var (difference, notes) = Compare(path, model, inputs);
            var shape = model.Network.Input.Shape;
            return new ModelCheck
            {
                File = path,
                Input = [shape.Channels, shape.Height, shape.Width],
                Classes = model.Network.Classes,
                Layers = summary.Layers,
                Others = summary.Others,
                Multiplications = summary.Multiplications,
                Parameters = summary.Parameters,
                WeightBits = summary.WeightBits,
                ActivationBits = summary.ActivationBits,
                Bops = summary.BitOperations,
                Notes = [.. model.Notes, .. notes],
                MaxDifference = difference,
            };
        }
        catch (UnsupportedModelException e)
        {
            return new ModelCheck { File = path, Unsupported = e.Problems };
        }
    }

    private static (float? Difference, string[] Notes) Compare(string path, ImportedModel model, string? inputs)
    {
        var batch = model.Input.Dims[0] > 1 ? (int)model.Input.Dims[0] : 1;
        var shape = model.Network.Input.Shape;
        var given = inputs is null ? [] : CheckImages.Read(inputs, shape, batch);
        try
        {
            using var reference = OnnxRuntimeModel.Open(path);
            using var own = OwnNetwork.Of(model);
            var worst = 0f;
            foreach (var (pixels, values) in CheckImages.Random(shape, batch).Concat(given))
            {
                var expected = reference.Run(
                    model.Input.Name,
                    ReferenceInput.Of(model, values),
                    ReferenceInput.Dims(model, batch),
                    model.Input.Output
                );
                worst = Math.Max(worst, Share(expected, Ended(own.Run(pixels, values), model)));
            }
            if (!float.IsFinite(worst))
                return (null, ["not compared with ONNX Runtime: outputs are no finite numbers on these inputs"]);
            return (worst, worst > Suspicious ? [$"{Large}; do not trust what comes out of this import, and report it"] : []);
        }
        catch (Exception e) when (e is OnnxException or BundleException)
        {
            return (null, [$"not compared with ONNX Runtime: {e.Message}"]);
        }
    }

    /// <summary>What the file makes of the logits, image by image.</summary>
    private static float[] Ended(float[] logits, ImportedModel model)
    {
        if (model.Ending == ModelEnding.Logits)
            return logits;
        var ended = new float[logits.Length];
        var classes = model.Network.Classes;
        for (var first = 0; first < logits.Length; first += classes)
        {
            var of = logits.AsSpan(first, classes);
            var highest = float.NegativeInfinity;
            foreach (var logit in of)
                highest = Math.Max(highest, logit);
            double sum = 0;
            foreach (var logit in of)
                sum += Math.Exp(logit - highest);
            for (var i = 0; i < classes; i++)
            {
                var log = of[i] - highest - Math.Log(sum);
                ended[first + i] = (float)(model.Ending == ModelEnding.Softmax ? Math.Exp(log) : log);
            }
        }
        return ended;
    }

    private static float Share(float[] expected, float[] actual)
    {
        if (expected.Length != actual.Length)
            throw new OnnxException(
                $"ONNX Runtime gives {expected.Length} values where the imported network gives {actual.Length}"
            );
        var largest = Math.Max(expected.Max(Math.Abs), float.Epsilon);
        return expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max() / largest;
    }
}
