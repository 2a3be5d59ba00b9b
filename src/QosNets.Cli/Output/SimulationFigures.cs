using System.Text.Json.Serialization;
using QosNets.Cli.Study;
using QosNets.Simulation;

namespace QosNets.Cli.Output;

/// <summary>What <c>qosnets simulate --json</c> prints.</summary>
/// <param name="Trace">Name of the trace.</param>
/// <param name="Governor">Name of the governor.</param>
/// <param name="Frames">Number of frames.</param>
/// <param name="Accuracy">Share of frames classified rightly, 0..1.</param>
/// <param name="Energy">Energy used, in inferences of the exact network.</param>
/// <param name="EnergyAllowed">Sum of the budgets.</param>
/// <param name="Violations">Windows of 32 frames whose mean power is above their mean budget; windows overlap.</param>
/// <param name="WorstViolation">Largest excess of a window's mean power.</param>
/// <param name="Switches">Number of switches.</param>
/// <param name="OracleAccuracy">Accuracy of the oracle's schedule on the same frames.</param>
/// <param name="Requirements">Verdicts on what the user required; left out where nothing was.</param>
internal sealed record SimulationFigures(
    string Trace,
    string Governor,
    int Frames,
    double Accuracy,
    double Energy,
    [property: JsonPropertyName("energy_allowed")] double EnergyAllowed,
    int Violations,
    [property: JsonPropertyName("worst_violation")] double WorstViolation,
    int Switches,
    [property: JsonPropertyName("oracle_accuracy")] double OracleAccuracy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RequirementFigures>? Requirements
)
{
    /// <summary>The figures of a run.</summary>
    public static SimulationFigures Of(SimulationRun run)
    {
        var result = run.Result;
        return new SimulationFigures(
            result.Trace.Name,
            result.Governor,
            result.Trace.Frames,
            result.Accuracy,
            result.Energy,
            result.Trace.Allowed,
            result.Violations.Count,
            result.Violations.Worst,
            result.Switches,
            run.Oracle.Accuracy,
            run.Requirements.Count == 0 ? null : [.. run.Requirements.Select(RequirementFigures.Of)]
        );
    }
}

/// <summary>A verdict on a requirement.</summary>
/// <param name="Formula">The requirement as it was written.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Robustness">By how much; null where it is infinite, since no frame can decide.</param>
internal sealed record RequirementFigures(string Formula, bool Holds, double? Robustness)
{
    /// <summary>The figures of a verdict.</summary>
    public static RequirementFigures Of(RequirementResult result) =>
        new(result.Requirement.Text, result.Holds, double.IsFinite(result.Robustness) ? result.Robustness : null);
}
