using QosNets.Multipliers;
using QosNets.Selection;

namespace QosNets.Training.Torch;

/// <summary>The <see cref="WeightResponse"/> of each multiplier of a library in each layer, made when it is asked for.</summary>
internal sealed class WeightResponses(IReadOnlyList<LayerProfile> layers, MultiplierLibrary library, int window)
{
    private readonly Dictionary<(int Layer, int Multiplier), WeightResponse?> known = [];

    /// <summary>The response, or null where the multiplier is exact.</summary>
    public WeightResponse? Of(int layer, int multiplier)
    {
        if (!known.TryGetValue((layer, multiplier), out var response))
        {
            var table = library.Multipliers[multiplier].Table;
            known[(layer, multiplier)] = response = table.IsExact ? null : WeightResponse.Of(table, layers[layer], window);
        }
        return response;
    }
}
