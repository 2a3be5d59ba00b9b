using System.Runtime.CompilerServices;
using QosNets.Approximation;
using QosNets.Bundles;
using QosNets.Kernels;

namespace QosNets.Runtime;

/// <summary>
/// The layers of one bundle, each compiled once for each multiplier that a point gives it and each kernel that runs it.
/// Points with the same choice share a compiled layer, and so do all engines of one bundle and kernel, so that a second
/// engine takes no more memory for tables.
/// </summary>
internal sealed class CompiledLayers
{
    private static readonly ConditionalWeakTable<Bundle, CompiledLayers> OfBundles = [];

    private readonly Bundle bundle;
    private readonly Dictionary<(int Layer, int Multiplier, bool Corrected, KernelPath Path), ApproximateLayer> layers = [];
    private readonly Dictionary<int, ErrorRows> errors = [];

    private CompiledLayers(Bundle bundle)
    {
        this.bundle = bundle;
    }

    /// <summary>The compiled layers of a bundle, which live as long as it does.</summary>
    public static CompiledLayers Of(Bundle bundle) => OfBundles.GetValue(bundle, b => new CompiledLayers(b));

    /// <summary>A layer compiled for the multiplier that a point gives it.</summary>
    /// <param name="l">Index of the layer.</param>
    /// <param name="point">One of the bundle's points.</param>
    /// <param name="path">The kernels that run it.</param>
    public ApproximateLayer Get(int l, OperatingPoint point, KernelPath path)
    {
        var key = (l, point.Assignment[l], point.Corrected[l], path);
        lock (layers)
        {
            if (!layers.TryGetValue(key, out var layer))
                layers[key] = layer = Compile(l, point.Assignment[l], point.Corrected[l], path);
            return layer;
        }
    }

    private ApproximateLayer Compile(int l, int multiplier, bool corrected, KernelPath path)
    {
        var layer = bundle.Network.Layers[l];
        var table = bundle.Library.Multipliers[multiplier].Table;
        if (corrected && !errors.ContainsKey(multiplier))
            errors[multiplier] = new ErrorRows(table);
        return ApproximateLayer.Share(
            layer.Name,
            layer.Geometry,
            bundle.Weights[l].Values,
            bundle.Weights[l].ZeroPoint,
            bundle.InputQuantizer(layer).ZeroPoint,
            table,
            corrected ? errors[multiplier] : null,
            path
        );
    }
}
