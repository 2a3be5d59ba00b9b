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

    private readonly Dictionary<int, WeightResponse> tables = [];

    /// <summary>The response, or null where the multiplier is exact.</summary>
    public WeightResponse? Of(int layer, int multiplier)
    {
        if (!known.TryGetValue((layer, multiplier), out var response))
        {
            var table = library.Multipliers[multiplier].Table;
            known[(layer, multiplier)] = response =
                table.IsExact ? null
                : form == GradientForm.Table ? OfTable(multiplier, table)
                : WeightResponse.Of(table, layers[layer], window);
        }
        return response;
    }

    /// <summary>Slopes of a table are those of all layers.</summary>
    private WeightResponse OfTable(int multiplier, TruthTable table)
    {
        if (!tables.TryGetValue(multiplier, out var response))
            tables[multiplier] = response = WeightResponse.Of(table, window);
        return response;
    }
}
