using QosNets.Bundles;
using QosNets.Multipliers;
using QosNets.Networks;
using QosNets.Onnx.Base;
using QosNets.Quantization;

namespace QosNets.Onnx;

/// <summary>
/// A quantised file as a bundle that runs as it is, with exact products.
/// <code>
/// var bundle = QuantisedModel.ToBundle(OnnxImporter.Load("int8.onnx"), library, new BundleMetadata("digits", classes));
/// </code>
/// </summary>
public static class QuantisedModel
{
    /// <summary>A bundle of one point that multiplies exactly, on the file's own grids.</summary>
    /// <param name="model">A model with a grid for every tensor that feeds a layer, and for the weights of every layer.</param>
    /// <param name="library">Unsigned multipliers.</param>
    /// <param name="metadata">Data set and classes.</param>
    /// <exception cref="OnnxException">A grid is missing, or the multipliers are signed.</exception>
    /// <exception cref="BundleException">The bundle is not sound.</exception>
    public static Bundle ToBundle(ImportedModel model, MultiplierLibrary library, BundleMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(library);
        var network = model.Network;
        if (library.Signed)
            throw new OnnxException(
                $"{network.Name}: its grids are unsigned and the multipliers signed; name an unsigned library"
            );
        var tensors = new QuantizationPlan(network).Quantizers.Where(n => !model.Quantizers.ContainsKey(n)).ToArray();
        var layers = network.Layers.Select(l => l.Name).Where(n => !model.WeightQuantizers.ContainsKey(n)).ToArray();
        if (tensors.Length + layers.Length > 0)
            throw new OnnxException(
                $"{network.Name}: no grid for {string.Join(", ", tensors.Concat(layers))}; quantise every tensor that feeds a "
                    + "layer, and every weight"
            );
        var exact = library.IndexOf(library.Exact.Name);
        var point = new OperatingPoint(
            OperatingPoint.ExactName,
            [.. network.Layers.Select(_ => exact)],
            new bool[network.Layers.Count],
            NetworkParameters.OfPoint(network).ToDictionary(p => p.Name, p => ValuesOf(p, model))
        );
        return new Bundle(
            network,
            library,
            [.. network.Layers.Select(l => model.WeightQuantizers[l.Name].Quantize(model.Parameters[$"{l.Name}.weight"]))],
            model.Quantizers,
            [point],
            metadata
        );
    }

    private static float[] ValuesOf(Parameter parameter, ImportedModel model) =>
        model.Parameters.TryGetValue(parameter.Name, out var values)
            ? values
            : [.. Enumerable.Repeat(parameter.Role == ParameterRole.LayerScale ? 1f : 0f, parameter.Length)];
}
