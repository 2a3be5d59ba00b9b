using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Onnx;
using QosNets.Onnx.Base;
using QosNets.Runtime;
using QosNets.Training.Torch;

namespace QosNets.Cli.Output;

/// <summary>An imported model as it would run here: in float32, or on its own grids where the file is quantised.</summary>
internal sealed class OwnNetwork : IDisposable
{
    private readonly FloatNetwork? real;
    private readonly Engine? engine;

    private OwnNetwork(FloatNetwork? real, Engine? engine)
    {
        (this.real, this.engine) = (real, engine);
    }

    /// <summary>The network of a model.</summary>
    /// <exception cref="OnnxException">Only some of its tensors have grids.</exception>
    public static OwnNetwork Of(ImportedModel model)
    {
        if (model.WeightQuantizers.Count == 0)
            return new OwnNetwork(new FloatNetwork(model.Network, model.Parameters), null);
        var library = new MultiplierLibrary("exact", [new Multiplier("exact", TruthTable.Exact(signed: false), 1)]);
        string[] classes = [.. Enumerable.Range(0, model.Network.Classes).Select(c => $"class {c}")];
        return new OwnNetwork(null, new Engine(QuantisedModel.ToBundle(model, library, new BundleMetadata("none", classes))));
    }

    /// <summary>The output for the same images, once as pixels and once divided by 255.</summary>
    /// <exception cref="OnnxException">There are no pixels, which a quantised model runs on here.</exception>
    public float[] Run(byte[] pixels, float[] values) =>
        engine is null ? real!.Run(values)
        : pixels.Length == 0 ? throw new OnnxException("quantised models run on pixels here; give them as uint8")
        : engine.Run(OperatingPoint.ExactName, pixels, pixels.Length / engine.Bundle.Network.Input.Shape.Length);

    public void Dispose() => real?.Dispose();
}
