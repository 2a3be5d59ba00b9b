using QosNets.Multipliers;
using QosNets.Selection;
using QosNets.Training.Experiments;

namespace QosNets.Training.Torch;

/// <summary>The <see cref="WeightResponse"/> of each multiplier of a library in each layer, made when it is asked for.</summary>
internal sealed class WeightResponses(
    IReadOnlyList<LayerProfile> layers,
    MultiplierLibrary library,
    GradientForm form,
    int window
)
{
    private readonly Dictionary<(int Layer, int Multiplier), WeightResponse?> known = [];

    /// <summary>The response, or null where the multiplier is exact.</summary>
    public WeightResponse? Of(int layer, int multiplier)
    {
        // Slopes of a table are those of all layers.
        var key = (form == GradientForm.Table ? 0 : layer, multiplier);
        if (!known.TryGetValue(key, out var response))
        {
            var table = library.Multipliers[multiplier].Table;
            known[key] = response =
                table.IsExact ? null
                : form == GradientForm.Table ? WeightResponse.Of(table, window)
                : WeightResponse.Of(table, layers[layer], window);
        }
        return response;
    }
}
