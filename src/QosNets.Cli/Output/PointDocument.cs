using System.Text.Json.Nodes;
using QosNets.Bundles;
using QosNets.Networks;

namespace QosNets.Cli.Output;

/// <summary>An operating point as JSON.</summary>
internal sealed record PointDocument(JsonObject Root)
{
    /// <summary>Graph, quantisers, layers with multiplier, correction, scales and zero point, the point's parameters.</summary>
    /// <exception cref="BundleException">There is no such point.</exception>
    public static PointDocument Of(Bundle bundle, string point)
    {
        var chosen = bundle.Points[bundle.IndexOf(point)];
        var layers = bundle.Network.Layers.Select(
            (layer, l) =>
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = layer.Name,
                        ["multiplier"] = bundle.Library.Multipliers[chosen.Assignment[l]].Name,
                        ["corrected"] = chosen.Corrected[l],
                        ["signed"] = bundle.Weights[l].Signed,
                        ["zero_point"] = bundle.Weights[l].ZeroPoint,
                        ["scales"] = Numbers(bundle.Weights[l].Scales),
                        ["weights"] = Numbers(
                            bundle.Weights[l].Values.Select(v => bundle.Weights[l].Signed ? (sbyte)v : (float)v)
                        ),
                    }
        );
        var quantizers = bundle.Plan.Quantizers.Select(n =>
            (JsonNode)
                new JsonObject
                {
                    ["node"] = n,
                    ["scale"] = bundle.Quantizers[n].Scale,
                    ["zero_point"] = bundle.Quantizers[n].ZeroPoint,
                    ["max"] = bundle.Quantizers[n].Max,
                }
        );
        var parameters = new JsonObject();
        foreach (var p in NetworkParameters.OfPoint(bundle.Network))
            parameters[p.Name] = Numbers(chosen.Parameters[p.Name]);
        return new PointDocument(
            new JsonObject
            {
                ["point"] = point,
                ["relative_power"] = bundle.RelativeCost(chosen),
                ["network"] = JsonNode.Parse(NetworkJson.Write(bundle.Network)),
                ["classes"] = new JsonArray([.. bundle.Metadata.Classes.Select(c => (JsonNode)c)]),
                ["quantizers"] = new JsonArray([.. quantizers]),
                ["layers"] = new JsonArray([.. layers]),
                ["parameters"] = parameters,
            }
        );
    }

    /// <summary>The document as text.</summary>
    public string ToText() => Root.ToJsonString() + "\n";

    private static JsonArray Numbers(IEnumerable<float> values) => new([.. values.Select(v => (JsonNode)v)]);
}
