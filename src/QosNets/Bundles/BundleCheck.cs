using QosNets.Networks;
using QosNets.Quantization;

namespace QosNets.Bundles;

/// <summary>All that must hold before a bundle can run. <see cref="ReachCheck"/> has the part about accumulators.</summary>
internal static class BundleCheck
{
    public static void Run(Bundle bundle)
    {
        var network = bundle.Network;
        CheckNodes(bundle);
        if (bundle.Metadata.Classes.Count != network.Classes)
            throw Fault(
                bundle,
                $"{bundle.Metadata.Classes.Count} class names for {network.Classes} logits; name each class once"
            );
        CheckWeights(bundle);
        CheckQuantizers(bundle);
        if (bundle.Points.Select(p => p.Name).Distinct().Count() != bundle.Points.Count)
            throw Fault(bundle, "two operating points have the same name; rename one");
        foreach (var point in bundle.Points)
            CheckPoint(bundle, point);
        if (bundle.Points.Count == 0)
            throw Fault(bundle, "there is no operating point; add one");
        var exact = bundle.Points.FirstOrDefault(p => p.Name == OperatingPoint.ExactName);
        if (exact is not null && exact.Assignment.Any(m => !bundle.Library.Multipliers[m].Table.IsExact))
            throw Fault(
                bundle,
                $"point '{exact.Name}' uses a multiplier that is not exact; assign {bundle.Library.Exact.Name} to every layer"
            );
        if (CascadeCheck.Fault(bundle) is { } fault)
            throw Fault(bundle, fault);
        ReachCheck.Run(bundle);
    }

    private static void CheckNodes(Bundle bundle)
    {
        try
        {
            NetworkJson.RequireKnown(bundle.Network);
        }
        catch (NetworkException e)
        {
            throw new BundleException($"{bundle.Network.Name}: {e.Message}", e);
        }
    }

    private static void CheckWeights(Bundle bundle)
    {
        var layers = bundle.Network.Layers;
        if (bundle.Weights.Count != layers.Count)
            throw Fault(bundle, $"weights for {bundle.Weights.Count} layers where the network has {layers.Count}");
        var signed = bundle.Library.Signed;
        for (var l = 0; l < layers.Count; l++)
        {
            var (w, g, name) = (bundle.Weights[l], layers[l].Geometry, layers[l].Name);
            if (w.Values.Length != (long)g.OutChannels * g.FanIn)
                throw Fault(bundle, $"layer '{name}' has {w.Values.Length} weights where {g.OutChannels}×{g.FanIn} are expected");
            if (w.Scales.Length != 1 && w.Scales.Length != g.OutChannels)
                throw Fault(
                    bundle,
                    $"layer '{name}' has {w.Scales.Length} weight scales where 1 or {g.OutChannels} are expected"
                );
            if (w.Scales.Any(s => !(s > 0) || !float.IsFinite(s)))
                throw Fault(bundle, $"layer '{name}' has a weight scale that is not a number above 0");
            if (w.Signed != signed)
                throw Fault(bundle, $"layer '{name}' has {Kind(w.Signed)} weights, the multipliers are {Kind(signed)}");
            if (w.ZeroPoint < 0 || w.ZeroPoint > (signed ? 0 : 255))
                throw Fault(bundle, $"layer '{name}' has weight zero point {w.ZeroPoint}, outside 0..{(signed ? 0 : 255)}");
            if (signed && w.Values.AsSpan().Contains((byte)0x80))
                throw Fault(bundle, $"layer '{name}' has a weight of -128, outside -127..127");
        }
    }

    private static void CheckQuantizers(Bundle bundle)
    {
        var wanted = bundle.Plan.Quantizers;
        if (wanted.FirstOrDefault(n => !bundle.Quantizers.ContainsKey(n)) is { } missing)
            throw Fault(bundle, $"node '{missing}' quantises its tensor but has no quantiser");
        if (bundle.Quantizers.Keys.Order(StringComparer.Ordinal).FirstOrDefault(n => !wanted.Contains(n)) is { } extra)
            throw Fault(bundle, $"there is a quantiser for '{extra}', which does not quantise its tensor");
        var max = bundle.Library.Signed ? WeightQuantizer.SignedMax : 255;
        foreach (var node in wanted)
        {
            var q = bundle.Quantizers[node];
            if (q.Max != max || q.ZeroPoint < 0 || q.ZeroPoint > max)
                throw Fault(
                    bundle,
                    $"node '{node}' quantises to 0..{q.Max} with zero point {q.ZeroPoint} where 0..{max} is expected"
                );
            if (!(q.Scale > 0) || !float.IsFinite(q.Scale) || !float.IsFinite(1f / q.Scale))
                throw Fault(bundle, $"node '{node}' quantises in steps of {q.Scale}; a step is a number above 0");
        }
    }

    private static void CheckPoint(Bundle bundle, OperatingPoint point)
    {
        var network = bundle.Network;
        var layers = network.Layers.Count;
        if (point.Assignment.Count != layers || point.Corrected.Count != layers)
            throw Fault(
                bundle,
                $"point '{point.Name}' assigns {point.Assignment.Count} multipliers and {point.Corrected.Count} corrections "
                    + $"to {layers} layers"
            );
        var count = bundle.Library.Multipliers.Count;
        for (var l = 0; l < layers; l++)
        {
            if (point.Assignment[l] < 0 || point.Assignment[l] >= count)
                throw Fault(
                    bundle,
                    $"point '{point.Name}' assigns multiplier {point.Assignment[l]} to layer '{network.Layers[l].Name}'; "
                        + $"there are 0..{count - 1}"
                );
        }
        if (point.ValidationTop1 is { } accuracy && !(accuracy is >= 0 and <= 1))
            throw Fault(bundle, $"point '{point.Name}' has the validation accuracy {accuracy}, outside 0..1");
        if (!(point.Temperature > 0 && float.IsFinite(point.Temperature)))
            throw Fault(bundle, $"point '{point.Name}' has the temperature {point.Temperature}; it is a number above 0");
        var parameters = NetworkParameters.OfPoint(network);
        foreach (var parameter in parameters)
        {
            if (!point.Parameters.TryGetValue(parameter.Name, out var values))
                throw Fault(bundle, $"point '{point.Name}' lacks the parameter '{parameter.Name}'");
            if (values.Length != parameter.Length)
                throw Fault(
                    bundle,
                    $"parameter '{parameter.Name}' of point '{point.Name}' has {values.Length} values where "
                        + $"{parameter.Length} are expected"
                );
            if (values.Any(v => !float.IsFinite(v) || (parameter.Role == ParameterRole.Variance && v < 0)))
                throw Fault(
                    bundle,
                    $"parameter '{parameter.Name}' of point '{point.Name}' has a value out of range; all are finite, "
                        + $"variances at or above 0"
                );
        }
        if (point.Parameters.Count != parameters.Count)
            throw Fault(
                bundle,
                $"point '{point.Name}' has {point.Parameters.Count} parameters where the network has {parameters.Count}"
            );
        for (var l = 0; l < layers; l++)
        {
            var layer = network.Layers[l];
            var affine = ChannelAffine.OfLayer(
                network,
                layer.Node,
                bundle.InputQuantizer(layer).Scale,
                bundle.Weights[l].Scales,
                point.Parameters
            );
            // Any accumulator must stay finite, so that no operation behind it can meet a value that is not a number.
            if (
                affine
                    .Scale.Zip(affine.Offset)
                    .Any(a => !float.IsFinite(a.First * (float)(1L << 31)) || !float.IsFinite(a.Second))
            )
                throw Fault(
                    bundle,
                    $"layer '{layer.Name}' at point '{point.Name}': scale or offset of a channel exceeds float32; retrain the "
                        + $"point"
                );
        }
    }

    private static string Kind(bool signed) => signed ? "signed" : "unsigned";

    private static BundleException Fault(Bundle bundle, string fault) => new($"{bundle.Network.Name}: {fault}");
}
