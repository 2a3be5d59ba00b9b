using System.Text.Json.Serialization;

namespace QosNets.Reporting.Results;

/// <summary>
/// What a run produced, the content of <c>results.json</c>; docs/results-schema.md describes it.
/// Accuracies come from the test split, read once, and from the bundle run by the engine.
/// </summary>
/// <param name="Network">Name of the network.</param>
/// <param name="Dataset">Name of the data set.</param>
/// <param name="Classes">Number of classes.</param>
/// <param name="TestImages">Images of the test split.</param>
/// <param name="N">How many different multipliers the hardware has at most.</param>
/// <param name="Seed">Seed of all random choices.</param>
/// <param name="Versions">Version by component.</param>
/// <param name="Machine">Where it ran.</param>
/// <param name="Float">The trained network in float32.</param>
/// <param name="Qat">The network after quantisation-aware training, exact products.</param>
/// <param name="Exact">The quantised network trained on with exact products for the schedule of the points.</param>
/// <param name="Multipliers">Names of the multipliers that the hardware has.</param>
/// <param name="OperatingPoints">All points, in the order of the experiment.</param>
/// <param name="Selection">How the multipliers were chosen.</param>
/// <param name="ParameterOverhead">Parameters added by the points.</param>
/// <param name="Seconds">Time of every stage in s, in the order in which they ran.</param>
/// <param name="Note">Sentences that a reader of the figures must know.</param>
/// <param name="PowerIsEstimated">
/// Whether the powers behind savings and objectives are counts of gates and no figures of synthesis; files without it have none
/// of these.
/// </param>
/// <param name="Cascades">What cascades of two points reach; files of runs without cascades lack it.</param>
/// <param name="Baselines">What simpler ways of choosing give; older files lack it.</param>
/// <param name="LeftOut">Points that collapsed; files of runs without such points lack it.</param>
/// <param name="Energy">Estimated energy of the whole accelerator by dataflow; older files lack it.</param>
/// <param name="Cost">
/// What multipliers were chosen by, which savings, relative powers and objectives are of; left out where it is power.
/// </param>
/// <param name="Costs">
/// What would have been chosen by each cost of the library, by the run's own first; left out where there is one cost.
/// </param>
internal sealed record RunResults(
    string Network,
    string Dataset,
    int Classes,
    int TestImages,
    int N,
    int Seed,
    IReadOnlyDictionary<string, string> Versions,
    MachineInfo Machine,
    Accuracy Float,
    Accuracy Qat,
    Accuracy Exact,
    IReadOnlyList<string> Multipliers,
    IReadOnlyList<OperatingPointResult> OperatingPoints,
    SelectionResult Selection,
    ParameterOverhead ParameterOverhead,
    IReadOnlyDictionary<string, double> Seconds,
    IReadOnlyList<string> Note,
    bool PowerIsEstimated = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CascadeResult>? Cascades = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<LeftOutPoint>? LeftOut = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<BaselineResult>? Baselines = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<EnergyResult>? Energy = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Cost = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<CostResult>? Costs = null
);
